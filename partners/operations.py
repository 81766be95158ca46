"""Trading relationships: who we sell to, and who we have received documents from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from common.email_address import why_unusable
from common.errors import Refusal
from partners import crossing
from partners.models import Partner, Side, Tier
from tenants import border
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
    tier: Tier = Tier.DIRECT


def add_buyer(number: int, *, facts: BuyerFacts) -> Partner:
    """Start to sell to the organization with this running number: the relationship, and a partner row in both books.

    One transaction; safe to repeat (the row is found again). Refuses unknown numbers, kinds that do not trade, and an
    address to which no mail can go.
    """
    if facts.email and (trouble := why_unusable(facts.email)):
        raise UnusableAddress(f"{facts.email!r} can't be used for mails. {trouble}", field="email")
    with transaction.atomic():
        supplier, buyer = border.present_organization(), border.organization_numbered(number)
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
        _note(partner, facts)
        crossing.add_supplier(link)
    return partner


def _note(partner: Partner, facts: BuyerFacts) -> None:
    for name in BuyerFacts.__slots__:
        setattr(partner, name, getattr(facts, name))
    partner.save(update_fields=list(BuyerFacts.__slots__))
