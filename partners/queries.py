"""Reads of partners."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from billing_platform.lists import filters
from billing_platform.lists.context import ListContext
from billing_platform.lists.filters import Choices, Filter
from common.ui.figures import day_text, moment_text
from common.ui.parts import Fact, TimelineEntry
from partners.models import Partner, Side, Tier
from people.models import Account
from people.permissions import Permission
from tenants.base import TenantQuerySet
from tenants.history.queries import changes_of

TABLE = "partners_partner"
NUMBER_LABELS = {Side.BUYER: "ERP ID", Side.SUPPLIER: "Vendor number"}
NONE = "none"
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A partner: what is known, the number of our own systems with its stamp, its documents, what was changed."""

    public_id: UUID
    name: str
    side: Side
    facts: tuple[Fact, ...]
    number_label: str
    number: str
    stamp: str
    documents_label: str
    documents_url: str
    changes: tuple[TimelineEntry, ...]


def buyers() -> TenantQuerySet[Partner]:
    """Active buyers by name."""
    return Partner.objects.filter(side=Side.BUYER, is_active=True).order_by("name")


def suppliers() -> TenantQuerySet[Partner]:
    """Active suppliers by name, tenants of the platform and outside ones."""
    return Partner.objects.filter(side=Side.SUPPLIER, is_active=True).order_by("name")


def partner_filter(key: str, label: str, field: str, side: Side) -> Filter:
    """Narrows a list to one partner, whose public id stands in `field`; by name, the first 500 of the side to choose.

    One statement for the choices, one for the name on the chip.
    """

    def choices(context: ListContext) -> Choices:
        partners = Partner.objects.filter(side=side).order_by("name").values_list("public_id", "name")
        return [(str(public_id), name) for public_id, name in partners[:MOST_CHOICES]]

    return filters.related(key, label, field, choices, _name_of)


def partner_page(public_id: UUID, person: Account) -> PartnerPage | None:
    """The page of one partner as this person may see it, or None; for who reads the history three statements at most
    and one for the names of each table in it, else one.
    """
    partner = Partner.objects.filter(public_id=public_id).first()
    if partner is None:
        return None
    side = Side(partner.side)
    outgoing = side == Side.BUYER
    return PartnerPage(
        public_id=public_id,
        name=partner.name,
        side=side,
        facts=_facts(partner),
        number_label=NUMBER_LABELS[side],
        number=partner.own_number,
        stamp=partner.stamp,
        documents_label="Outgoing invoices" if outgoing else "Incoming invoices",
        documents_url=f"{reverse('invoices:outgoing' if outgoing else 'invoices:incoming')}?partner={public_id}",
        changes=_changes(partner, person) if person.may(Permission.SEE_HISTORY) else (),
    )


def _changes(partner: Partner, person: Account) -> tuple[TimelineEntry, ...]:
    """The newest changes, without those of what the person may not see."""
    found = changes_of(TABLE, partner.pk, may=lambda permission: person.may(Permission(permission)))
    return tuple(TimelineEntry(each.words, moment_text(each.at)) for each in found)


def _facts(partner: Partner) -> tuple[Fact, ...]:
    facts = [
        Fact("Organization ID", partner.organization_id or "not on this platform"),
        Fact("Country", partner.country or NONE),
        Fact("City", partner.city or NONE),
        Fact("Tax number", partner.tax_id or NONE),
        Fact("Trading", "yes" if partner.is_active else "no longer"),
        Fact("Partner since", day_text(partner.created_at)),
    ]
    if partner.side == Side.BUYER:
        facts[1:1] = [
            Fact("Tier", str(Tier(partner.tier).label)),
            Fact("Invoices are announced to", partner.email or NONE),
        ]
    return tuple(facts)


def _name_of(public_id: UUID) -> str:
    return Partner.objects.filter(public_id=public_id).values_list("name", flat=True).first() or ""
