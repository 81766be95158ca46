"""How many rows each view of the list of payment terms has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Count, Q

from partners.models import Partner, Side
from tenants.base import TenantQuerySet


def view_counts(
    found: TenantQuerySet[Partner], views: Mapping[str, tuple[str, Callable[[date], Q]]], today: date
) -> dict[str, int]:
    """The rows of each view; one statement."""
    counted: dict[str, int] = found.aggregate(
        **{key: Count("pk", filter=condition(today) or Q(pk__isnull=False)) for key, (_, condition) in views.items()}
    )
    return counted


def countries() -> list[str]:
    """The countries of the buyers there are; one statement."""
    found = Partner.objects.filter(side=Side.BUYER).exclude(country="").order_by("country")
    return list(found.values_list("country", flat=True).distinct())
