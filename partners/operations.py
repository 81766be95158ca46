"""Trading relationships: who we sell to, and who we have received documents from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from common.email_address import why_unusable
from common.errors import Refusal
from common.party_identity import party_key
from common.sql import columns_of, execute
from partners import crossing
from partners.models import OWN_NUMBER, Partner, Side, Tier
from partners.own_numbers import parse_own_number
from tenants import border, register
from tenants.models import OrganizationKind, Relationship, organization_id


class UnknownOrganization(Refusal):
    """No active organization has this Organization ID."""

    code = "unknown_organization"


class NotATrade(Refusal):
    """Organizations of these kinds do not sell to each other, or one would sell to itself."""

    code = "not_a_trade"


class UnusableAddress(Refusal):
    """No mail can go to the address at which a buyer is to be told about documents."""

    code = "unusable_address"


class PartnersChanged(Refusal):
    """A partner is no longer what it was when its number was typed; nothing was written."""

    code = "partners_changed"


LONGEST_IDENTITY = 300
WRITE_NUMBERS = """
UPDATE partners_partner p SET erp_id = c.erp_id, vendor_number = c.vendor_number
  FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS c(id, erp_id, vendor_number) WHERE p.id = c.id
"""
TRADES = {
    (OrganizationKind.DISTRIBUTOR, OrganizationKind.SELLER),
    (OrganizationKind.DISTRIBUTOR, OrganizationKind.CUSTOMER),
    (OrganizationKind.SELLER, OrganizationKind.CUSTOMER),
}


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """What we note about a buyer: its ID in our ERP, where invoices are announced, and in which language."""

    erp_id: str = ""
    email: str = ""
    language: str = "en"


def add_buyer(number: int, *, facts: BuyerFacts) -> Partner:
    """Start to sell to the organization with this running number: the relationship, and a partner row in both books.

    One transaction; safe to repeat (the row is found again). Refuses unknown numbers, kinds that do not trade, and an
    address to which no mail can go.
    """
    if facts.email and (trouble := why_unusable(facts.email)):
        raise UnusableAddress(f"{facts.email!r} can't be used for mails. {trouble}", field="email")
    with transaction.atomic():
        supplier, buyer = border.present_organization(), register.organization_numbered(number)
        if buyer is None:
            raise UnknownOrganization(f"No active organization has the ID {organization_id(number)}.")
        if (supplier.kind, buyer.kind) not in TRADES:
            raise NotATrade(f"A {supplier.kind} does not sell to a {buyer.kind} here.")
        row, _ = Relationship.objects.get_or_create(
            supplier_id=supplier.id,
            buyer_id=buyer.id,
            defaults={"supplier_schema": supplier.schema_name, "buyer_schema": buyer.schema_name},
        )
        link = border.link_by_id(row.public_id)
        partner = crossing.write_partner(Side.BUYER, buyer, link)
        _note(partner, facts, tier_of(supplier.kind, buyer.kind))
        crossing.add_supplier(link)
    return partner


def tier_of(supplier_kind: str, buyer_kind: str) -> Tier:
    """What a buyer is to its supplier: a distributor's sellers are indirect, everybody else is a direct customer."""
    is_indirect = (supplier_kind, buyer_kind) == (OrganizationKind.DISTRIBUTOR, OrganizationKind.SELLER)
    return Tier.INDIRECT if is_indirect else Tier.DIRECT


@dataclass(frozen=True, slots=True)
class OutsideSupplier:
    """A supplier that is no organization of the platform, as a document or a file from elsewhere names it."""

    name: str
    country: str = ""
    city: str = ""
    vat_id: str = ""
    tax_id: str = ""
    vendor_number: str = ""

    @property
    def identity(self) -> str:
        return party_key(self.name, self.country, vat_id=self.vat_id, tax_id=self.tax_id)[:LONGEST_IDENTITY]


def outside_suppliers(named: Iterable[OutsideSupplier]) -> dict[str, Partner]:
    """The suppliers by their identity, found again or written; what one calls itself first is kept. Two statements.

    Part of the caller's transaction; safe to repeat, and beside somebody who writes the same ones.
    """
    wanted = {supplier.identity: supplier for supplier in named}
    Partner.objects.bulk_create([_outside_row(supplier) for supplier in wanted.values()], ignore_conflicts=True)
    found = Partner.objects.filter(side=Side.SUPPLIER, identity__in=wanted)
    return {partner.identity: partner for partner in found}


def _outside_row(supplier: OutsideSupplier) -> Partner:
    return Partner(
        side=Side.SUPPLIER,
        identity=supplier.identity,
        name=(supplier.name or "Unnamed supplier")[:200],
        country=supplier.country[:2],
        city=supplier.city[:100],
        tax_id=(supplier.vat_id or supplier.tax_id)[:40],
        vendor_number=supplier.vendor_number[:60],
    )


@dataclass(frozen=True, slots=True)
class NumberChange:
    """The number that a partner shall have in our own systems; `stamp` says what the partner was when it was typed."""

    public_id: UUID
    stamp: str
    number: str


def change_numbers(changes: Sequence[NumberChange]) -> None:
    """Note by which numbers our own systems know partners: buyers by ERP ID, suppliers by vendor number.

    All of them or none, in one transaction that locks the partners by id. Refuses (PartnersChanged) when one has been
    changed since, or is gone, and what can't be such a number (UnusableNumber).
    """
    wanted = {change.public_id: change for change in changes}
    with transaction.atomic():
        rows = _locked(wanted)
        stale = [row.name for row in rows if row.stamp != wanted[row.public_id].stamp]
        if stale or len(rows) < len(wanted):
            raise PartnersChanged(_changed_words(stale))
        for row in rows:
            setattr(row, OWN_NUMBER[row.side], parse_own_number(wanted[row.public_id].number))
        execute(WRITE_NUMBERS, columns_of([(row.pk, row.erp_id, row.vendor_number) for row in rows], 3))


def _locked(public_ids: Collection[UUID]) -> list[Partner]:
    return list(Partner.objects.select_for_update(no_key=True).filter(public_id__in=public_ids).order_by("id"))


def _changed_words(stale: Sequence[str]) -> str:
    named = f"{', '.join(stale[:3])}{' and others' if len(stale) > 3 else ''}" if stale else "A partner"
    return f"Nothing was changed: {named} changed meanwhile. Look at what stands there now, then change it again."


def _note(partner: Partner, facts: BuyerFacts, tier: Tier) -> None:
    partner.tier = tier
    for name in BuyerFacts.__slots__:
        setattr(partner, name, getattr(facts, name))
    partner.save(update_fields=["tier", *BuyerFacts.__slots__])
