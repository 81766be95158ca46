"""What a received document is matched to, and why, for programs."""

from __future__ import annotations

from dataclasses import dataclass

from invoices.models import Document, DocumentLine
from invoices.queries.explanation import Explained, explained
from purchase_orders.models import PurchaseOrder


@dataclass(frozen=True, slots=True)
class Matched:
    """A document, its lines in order with their line items, its purchase order, why, and how often that changed."""

    document: Document
    lines: tuple[DocumentLine, ...]
    order: PurchaseOrder | None
    explained: Explained | None
    changes: int


def matched(document: Document, *, sees_orders: bool) -> Matched:
    """The match of a received document, as somebody may see it; at most seven statements."""
    lines = tuple(document.lines.select_related("order_line").order_by("no"))
    changes = document.association_changes.count()
    why = explained(document, sees_orders=sees_orders, with_links=False)
    return Matched(document, lines, document.order, why, changes)
