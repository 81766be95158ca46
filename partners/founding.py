"""Found an organization: its books, its first admin, and the suppliers it buys from."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http.request import validate_host

from common.errors import Refusal
from partners.operations import BuyerFacts, add_buyer
from partners.organization_facts import check_account, checked_facts
from people.operations import create_account
from people.permissions import Role
from tenants import border, register
from tenants.border import Actor, OrganizationRef
from tenants.provisioning import NewOrganization, create_organization

FOUNDER = Actor("system:command", "Command line")
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class NotFoundable(Refusal):
    """The new organization's host, a supplier's, or the admin's address is no such thing."""

    code = "not_foundable"


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """Who may do everything in the new organization; invites the others."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Founded:
    """The new organization, its suppliers, and the admin's password, which is kept nowhere else."""

    organization: OrganizationRef
    suppliers: tuple[OrganizationRef, ...]
    password: str


def found_organization(new: NewOrganization, admin: FirstAdmin, supplier_hosts: Sequence[str] = ()) -> Founded:
    """Schema, host, admin account and relationships in one transaction: all of it or nothing. Runs as the owner login.

    Refuses facts that are none, a taken host, an unknown supplier, and kinds that do not sell to each other.
    """
    new = check_facts(new, admin)
    suppliers = tuple(_supplier_at(host) for host in supplier_hosts)
    password = secrets.token_urlsafe(15)
    with transaction.atomic():
        organization = create_organization(new)
        with border.inside(organization, FOUNDER, via="command"):
            create_account(admin.email, admin.name, [Role.ADMIN], password=password)
        for supplier in suppliers:
            with border.inside(supplier, FOUNDER, via="command"):
                add_buyer(organization.number, facts=BuyerFacts(email=admin.email))
    return Founded(organization, suppliers, password)


def check_facts(new: NewOrganization, admin: FirstAdmin) -> NewOrganization:
    """The facts as they are kept; refuses a host or e-mail address that is none, and what `checked_facts` refuses."""
    if not HOST.fullmatch(new.host) or not validate_host(new.host, settings.ALLOWED_HOSTS):
        raise NotFoundable(
            f"{new.host!r} can't be a host here: give a name in small letters without port that ALLOWED_HOSTS covers.",
            field="host",
        )
    try:
        validate_email(admin.email)
    except ValidationError as error:
        raise NotFoundable(f"{admin.email!r} is no e-mail address.", field="admin_email") from error
    facts = checked_facts(asdict(new), country=new.country)
    check_account(facts)
    return NewOrganization(**facts)


def _supplier_at(host: str) -> OrganizationRef:
    found = register.organization_at(host)
    if found is None:
        raise NotFoundable(f"No organization answers at {host}, so nothing can be bought from it.", field="buys_from")
    return found
