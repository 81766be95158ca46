"""Trading partners for the search over everything: by name, ERP ID, vendor number or Organization ID."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from partners.models import Partner, Side
from people.permissions import Permission
from tenants.models import organization_id, organization_number

COLUMNS = ("public_id", "side", "name", "erp_id", "vendor_number", "organization_number", "city")


def found_partners(wanted: Wanted) -> list[Hit]:
    """Partners whose name or number in own systems holds the words, or that have this Organization ID, by name; one
    statement.
    """
    if not wanted.words:
        return []
    parts = ("name", "erp_id", "vendor_number")
    matches = Q(*((f"{part}__icontains", wanted.words) for part in parts), _connector=Q.OR)
    if (number := organization_number(wanted.words)) is not None:
        matches |= Q(organization_number=number)
    found = Partner.objects.filter(matches).order_by("name", "id")
    return [_hit(*row) for row in found.values_list(*COLUMNS)[: MOST + 1]]


def _hit(public_id: UUID, side: str, name: str, erp_id: str, vendor: str, number: int | None, city: str) -> Hit:
    known_by = (str(Side(side).label), erp_id, vendor, organization_id(number) if number else "", city)
    return Hit(name, " · ".join(filter(None, known_by)), reverse("partners:detail", args=[public_id]))


SOURCE = Source(
    "partners",
    "Organizations",
    "people",
    Permission.SEE_PARTNERS,
    found_partners,
    lambda words: f"{reverse('partners:list')}?{urlencode({'q': words})}",
)
