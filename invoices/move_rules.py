"""Which purchase orders a received document can be moved to."""

from __future__ import annotations

from invoices.refusals import OrderDoesNotTake
from purchase_orders.book import BookOrder, InvoiceToMatch


def refuse_order(order: BookOrder, invoice: InvoiceToMatch, present: int | None) -> None:
    """Raise OrderDoesNotTake when the order can't take the document; `present` is the order it has."""
    why = ""
    if order.is_deleted and order.id != present:
        why = "was deleted"
    elif order.is_suspended and order.id != present:
        why = "is suspended. Re-activate it first"
    elif order.currency != invoice.currency:
        why = f"is in {order.currency}, the invoice is in {invoice.currency}"
    elif order.bill_from is not None and order.bill_from != invoice.supplier:
        why = "is for invoices of another supplier"
    elif not order.lines:
        why = "has no lines"
    if why:
        raise OrderDoesNotTake(f"{order.po_id} {why}.", field="order")
