"""Change the facts of an organization, and what its partners hold of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from common.errors import Refusal
from partners import crossing
from partners.organization_facts import ACCOUNT, check_account, checked_facts
from tenants import border, register
from tenants.border import Actor, OrganizationRef
from tenants.models import OrganizationKind
from tenants.provisioning import write_facts

CHANGER = Actor("system:command", "Command line")
SELLING = frozenset({OrganizationKind.DISTRIBUTOR, OrganizationKind.SELLER})
log = logging.getLogger("organization")


class NobodyThere(Refusal):
    """No organization answers at the host."""

    code = "nobody_there"


class CountryStays(Refusal):
    """A supplier's table of tax rates is that of its country; another country is another supplier."""

    code = "country_stays"


@dataclass(frozen=True, slots=True)
class Changed:
    """The organization as it is now, the names of its facts that changed, and how many partners were told."""

    organization: OrganizationRef
    facts: tuple[str, ...]
    partners: int


def change_organization(host: str, typed: Mapping[str, str]) -> Changed:
    """Write facts of the organization at this host, and over the copies of them in its partners' books.

    One transaction that locks the organization's row, then the partners' rows one after the other; all of it or
    nothing, safe to repeat. What was issued keeps the facts it was issued with. Runs as the owner login. Refuses an
    unknown host, facts that are none, another country for a supplier, and while a partner is being upgraded.
    """
    former = register.organization_at(host)
    if former is None:
        raise NobodyThere(f"No organization answers at {host}.", field="organization")
    facts = _checked(former, typed)
    changed = tuple(name for name, text in facts.items() if getattr(former, name) != text)
    with transaction.atomic():
        organization = write_facts(former, facts) if facts else former
        partners = _tell_partners(organization)
    if changed:
        log.info("organization.changed", extra={"organization": organization.organization_id, "facts": changed})
    return Changed(organization, changed, partners)


def _checked(former: OrganizationRef, typed: Mapping[str, str]) -> dict[str, str]:
    """With another country the VAT number is looked at again, be it typed or the one it has."""
    with_number = {"tax_id": former.tax_id} if "country" in typed else {}
    facts = checked_facts(with_number | dict(typed), country=typed.get("country", former.country).strip())
    check_account({name: getattr(former, name) for name in ACCOUNT} | facts)
    _check_country(former, facts)
    return facts


def _check_country(former: OrganizationRef, facts: Mapping[str, str]) -> None:
    if former.kind in SELLING and facts.get("country", former.country) != former.country:
        raise CountryStays(
            f"{former.name} sells from {former.country}, and its tax rates are made for that."
            " Found another organization for the other country.",
            field="country",
        )


def _tell_partners(organization: OrganizationRef) -> int:
    with border.inside(organization, CHANGER, via="command"):
        links = border.links_of_present().values()
        return sum(crossing.renew_copy(organization, link) for link in links)
