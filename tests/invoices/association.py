"""What tests of matching again and moving set up: an issued invoice and its copy in the buyer's books."""

from __future__ import annotations

from decimal import Decimal

from invoices.models import AssociationChange, Document
from invoices.operations.issue import issue_invoices
from purchase_orders.models import BalanceEntry, PurchaseOrder, PurchaseOrderLine
from tests.building import verified
from tests.conftest import TODAY


def issued(door, *lines, supplier: str = "acme", **facts) -> Document:
    """An invoice of acme to initech, issued; the supplier's row."""
    with door(supplier):
        document = verified("initech", *lines, **facts)
        assert issue_invoices([document.pk], today=TODAY).issued == 1
        return Document.objects.get(pk=document.pk)


def copy_of(document: Document) -> Document:
    """The buyer's copy; its door is open."""
    return Document.objects.get(public_id=document.public_id)


def used(po_id: str, number: str = "1") -> Decimal:
    return PurchaseOrderLine.objects.get(order__po_id=po_id, order__deleted_at=None, number=number).consumed


def uses() -> list[tuple[str, str, Decimal]]:
    """Kind, PO line and amount of every entry, oldest first."""
    entries = BalanceEntry.objects.select_related("line__order").order_by("id")
    return [(each.kind, f"{each.line.order.po_id}/{each.line.number}", each.amount) for each in entries]


def po_lines_of(document: Document) -> list[str]:
    """The PO line of each line, "" for none."""
    return [row.order_line.number if row.order_line else "" for row in document.lines.order_by("no")]


def changes() -> list[tuple[str, str, str, str]]:
    """Kind, from, to and reason of every change of a purchase order in the open books."""
    return list(AssociationChange.objects.order_by("id").values_list("kind", "from_po", "to_po", "reason"))


def public_id(po_id: str):
    return PurchaseOrder.objects.get(po_id=po_id, deleted_at=None).public_id
