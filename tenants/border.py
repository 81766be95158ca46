"""The one door into an organization's schema, and the one border between two of them.

Nothing else calls `set_tenant`. A door (`inside`) is opened once by a request, a job or a command; within it,
`crossing` enters the books of a trading partner in the same transaction. Only frozen values go in and come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import connection as _connection

from common.errors import Refusal
from tenants.backend.base import Place
from tenants.models import Organization, OrganizationKind, Relationship, VisibleOrganization, organization_id
from tenants.version import expected_schema_version

connection: Any = _connection

DOOR, RUNNER = "billing_door", "billing_runner"


class OrganizationBehind(Refusal):
    """The organization's schema is not the one this code was written for; the door stays shut until it is migrated."""

    code = "organization_behind"


class BuyerUnavailable(Refusal):
    """The partner's schema is behind or closed for now; whatever was for it waits and goes by itself later."""

    code = "buyer_unavailable"


class NoRelationship(Refusal):
    """The two organizations do not trade with each other."""

    code = "no_relationship"


class BorderBreach(RuntimeError):
    """The border was used wrongly: nested doors, no actor, no transaction. A defect."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `key` is stable (`person:<uuid>`, `organization:ORG-000001`, `system:sweep`), `name` is for people."""

    key: str
    name: str

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


@dataclass(frozen=True, slots=True)
class OrganizationRef:
    """An organization as a value: safe to keep, to log and to carry across the border; a partner's has no account."""

    id: int
    public_id: UUID
    number: int
    kind: str
    status: str
    name: str
    country: str
    street: str
    postcode: str
    city: str
    tax_id: str
    time_zone: str
    locale: str
    currency: str
    account_holder: str
    iban: str = field(repr=False)
    bic: str
    schema_name: str
    schema_version: str

    @property
    def organization_id(self) -> str:
        return organization_id(self.number)

    @property
    def is_behind(self) -> bool:
        return self.schema_version != expected_schema_version()

    def as_actor(self) -> Actor:
        return Actor(f"organization:{self.organization_id}", self.name)


@dataclass(frozen=True, slots=True)
class Link:
    """A trading relationship read in the running transaction; the ticket for one or more crossings in it."""

    relationship: UUID
    supplier: OrganizationRef
    buyer: OrganizationRef
    transaction: int


REF_FIELDS = tuple(OrganizationRef.__slots__)


def ref_of(organization: Organization | VisibleOrganization) -> OrganizationRef:
    return OrganizationRef(**{name: getattr(organization, name) for name in REF_FIELDS})


def is_inside() -> bool:
    return connection.place.role not in ("none", DOOR, RUNNER)


def present_organization() -> OrganizationRef:
    """The organization whose books are open. Raises BorderBreach outside every door."""
    if not is_inside():
        raise BorderBreach("no organization is open here")
    present: OrganizationRef = connection.tenant
    return present


def present_actor() -> str:
    """The acting person or organization as history writes it."""
    actor: str = connection.place.actor
    return actor


@contextmanager
def inside(organization: OrganizationRef, actor: Actor, *, via: str, request: str = "") -> Iterator[OrganizationRef]:
    """Open the door of `organization` for `actor`; `via` is `web`, `job` or `command`, `request` its id.

    Refuses to nest, refuses an empty actor, and an organization whose schema is behind (`OrganizationBehind`).
    """
    if is_inside():
        raise BorderBreach("a door does not open inside another: use crossing")
    if not actor.key.strip():
        raise BorderBreach("nobody acts: a door needs an actor")
    if organization.is_behind:
        raise OrganizationBehind(f"{organization.name} is being upgraded. Try again in a minute.")
    with _standing_in(organization, Place(organization.schema_name, str(actor), via, request)):
        yield organization


def act_as(actor: Actor) -> None:
    """Name the person once known (after sign-in was read inside the door)."""
    if not is_inside() or not actor.key.strip():
        raise BorderBreach("act_as works inside a door, for somebody")
    connection.place = replace(connection.place, actor=str(actor))


@contextmanager
def crossing(link: Link) -> Iterator[OrganizationRef]:
    """Enter the partner's books within the running transaction; the actor there is the organization one comes from.

    Raises BuyerUnavailable when the partner is behind on migrations. Restores the former place whatever happens.
    """
    here = present_organization()
    if not connection.in_atomic_block or link.transaction != connection.transaction_serial:
        raise BorderBreach("a crossing needs a relationship read in the running transaction")
    partner = _other_side(link, here)
    if partner.is_behind:
        raise BuyerUnavailable(
            f"{partner.name} is being upgraded; its documents go by themselves as soon as it is back."
        )
    with _standing_in(partner, replace(connection.place, role=partner.schema_name, actor=str(here.as_actor()))):
        yield partner


def links_of_present() -> dict[UUID, Link]:
    """Every active relationship of the open organization, by its public id; valid for this transaction."""
    rows = Relationship.objects.filter(is_active=True)
    seen = {row.id: ref_of(row) for row in VisibleOrganization.objects.all()}
    serial = connection.transaction_serial
    return {r.public_id: Link(r.public_id, seen[r.supplier_id], seen[r.buyer_id], serial) for r in rows}


def link_by_id(relationship: UUID) -> Link:
    """One active relationship of the open organization. Raises NoRelationship."""
    link = find_link(relationship)
    if link is None:
        raise NoRelationship("There is no trading relationship with this organization.")
    return link


def find_link(relationship: UUID) -> Link | None:
    """One active relationship of the open organization; None when there is none any more."""
    found = Relationship.objects.filter(public_id=relationship, is_active=True).first()
    if found is None:
        return None
    seen = {
        row.id: ref_of(row) for row in VisibleOrganization.objects.filter(id__in=(found.supplier_id, found.buyer_id))
    }
    serial = connection.transaction_serial
    return Link(found.public_id, seen[found.supplier_id], seen[found.buyer_id], serial)


@contextmanager
def as_door() -> Iterator[None]:
    """The role that reads who there is and where each answers, inside a door or outside of all; see `register`."""
    with _standing_in(None, replace(connection.place, role=DOOR)):
        yield


@contextmanager
def as_runner() -> Iterator[None]:
    """The role that claims and updates jobs; it sees no organization's books."""
    if is_inside():
        raise BorderBreach("jobs are claimed outside every door")
    with _standing_in(None, Place(RUNNER)):
        yield


@contextmanager
def overseeing() -> Iterator[None]:
    """The same role for the open operator of the installation, who looks at the jobs of all; others are refused."""
    if present_organization().kind != OrganizationKind.OPERATOR:
        raise BorderBreach("only the operator of the installation sees the jobs of others")
    with _standing_in(None, replace(connection.place, role=RUNNER)):
        yield


def _other_side(link: Link, here: OrganizationRef) -> OrganizationRef:
    if here.schema_name == link.supplier.schema_name:
        return link.buyer
    if here.schema_name == link.buyer.schema_name:
        return link.supplier
    raise BorderBreach("this relationship is not one of the open organization")


@contextmanager
def _standing_in(organization: OrganizationRef | None, place: Place) -> Iterator[None]:
    former_tenant, former_place = connection.tenant, connection.place
    _go(organization, place)
    try:
        yield
    finally:
        _go(former_tenant, former_place)


def _go(organization: Any, place: Place) -> None:
    connection.place = place
    if organization is None:
        connection.set_schema_to_public()
    else:
        connection.set_tenant(organization)
