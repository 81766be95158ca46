"""Purchase orders for the search over everything: by PO ID, description or tag."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from common.ui.figures import period_text
from people.permissions import Permission
from purchase_orders.querysets import present_orders, searched, with_figures

COLUMNS = ("public_id", "po_id", "description", "effective", "expiration", "value", "currency")


def found_orders(wanted: Wanted) -> list[Hit]:
    """Orders that hold the words, most recently edited first; one statement."""
    if not wanted.words:
        return []
    found = with_figures(searched(present_orders(), wanted.words)).order_by("-edited_at", "-id")
    return [_hit(row) for row in found.values(*COLUMNS)[: MOST + 1]]


def _hit(row: dict[str, Any]) -> Hit:
    note = " · ".join(filter(None, [row["description"], period_text(row["effective"], row["expiration"])]))
    url = reverse("purchase_orders:detail", args=[row["public_id"]])
    return Hit(row["po_id"], note, url, row["value"], row["currency"])


SOURCE = Source(
    "orders",
    "Purchase orders",
    "po",
    Permission.SEE_PURCHASE_ORDERS,
    found_orders,
    lambda words: f"{reverse('purchase_orders:list')}?{urlencode({'q': words})}",
)
