"""Trading partners for the search over everything: by name, ERP ID or Organization ID."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from partners.models import Partner, Side
from people.permissions import Permission
from tenants.models import organization_id, organization_number

LISTS = {Side.BUYER: "invoices:outgoing", Side.SUPPLIER: "invoices:incoming"}
COLUMNS = ("public_id", "side", "name", "erp_id", "organization_number", "city")


def found_partners(wanted: Wanted) -> list[Hit]:
    """Partners whose name or ERP ID holds the words, or that have this Organization ID, by name; one statement."""
    if not wanted.words:
        return []
    matches = Q(name__icontains=wanted.words) | Q(erp_id__icontains=wanted.words)
    if (number := organization_number(wanted.words)) is not None:
        matches |= Q(organization_number=number)
    found = Partner.objects.filter(matches).order_by("name", "id")
    return [_hit(*row) for row in found.values_list(*COLUMNS)[: MOST + 1]]


def _hit(public_id: UUID, side: str, name: str, erp_id: str, number: int | None, city: str) -> Hit:
    known_by = (str(Side(side).label), erp_id, organization_id(number) if number else "", city)
    return Hit(name, " · ".join(filter(None, known_by)), f"{reverse(LISTS[Side(side)])}?partner={public_id}")


SOURCE = Source("partners", "Organizations", "people", Permission.SEE_INVOICES, found_partners)
