"""Purchase orders for the search over everything: by PO ID, description or tag, and by exactly what they are worth."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from billing_platform.search import MOST, Hit, Source, Wanted
from common.ui.figures import period_text
from people.permissions import Permission
from purchase_orders.querysets import holding, present_orders, with_figures, with_tag_words, worth

COLUMNS = ("public_id", "po_id", "description", "effective", "expiration", "value", "currency")


def found_orders(wanted: Wanted) -> list[Hit]:
    """Orders that hold the words or are worth one of the amounts, most recently edited first; one statement."""
    conditions = [*([holding(wanted.words)] if wanted.words else ()), *([_worth(wanted)] if wanted.amounts else ())]
    if not conditions:
        return []
    matching = with_tag_words(present_orders()).filter(Q(*conditions, _connector=Q.OR))
    found = with_figures(matching).order_by("-edited_at", "-id")
    return [_hit(row) for row in found.values(*COLUMNS)[: MOST + 1]]


def _worth(wanted: Wanted) -> Q:
    """Whose tracked lines add up to one of the amounts, as the list shows it; all lines are added up, in some 10 ms for
    a few thousand orders.
    """
    found = worth(wanted.amounts)
    return found & Q(currency=wanted.currency) if wanted.currency else found


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
