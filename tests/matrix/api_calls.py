"""How every operation of the API is called and what it asks for, by hand; a new one fails until it stands here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from people.permissions import Permission
from tests.invoices.einvoice.pdf_files import invoice_pdf

P = Permission
JSON, PDF = "application/json", "application/pdf"
LINE = {"quantity": "1", "unit_price": "1"}
ORDER = {"po_id": "NEW", "currency": "EUR", "effective": "2026-01-01", "expiration": "2099-12-31", "lines": []}


@dataclass(frozen=True, slots=True)
class Call:
    """One operation: every permission it asks for, the kind of thing its address names, and a body that it takes.

    `kind` is "" where the address names nothing of anybody's. `is_done` tells that whoever may gets 2xx for their own
    thing; elsewhere the rules may have something against it (4xx), which is no matter of permission either.
    """

    needs: frozenset[Permission]
    kind: str = ""
    body: Callable[[], bytes] = bytes
    media_type: str = JSON
    is_done: bool = True


def _call(*needs: Permission, kind: str = "", sent: object = None, is_done: bool = True) -> Call:
    content = b"" if sent is None else json.dumps(sent).encode()
    return Call(frozenset(needs), kind, lambda: content, is_done=is_done)


CALLS = {
    "list_invoices": _call(P.SEE_INVOICES),
    "set_invoice_pdf": Call(frozenset({P.ISSUE_INVOICES}), "issued", invoice_pdf, PDF),
    "change_invoice": _call(P.ISSUE_INVOICES, kind="issued", sent={"posting_date": "2026-11-30"}, is_done=False),
    "get_invoice_pdf": _call(P.SEE_INVOICES, kind="issued", is_done=False),
    "get_match": _call(P.SEE_INVOICES, kind="received"),
    "match_document_again": _call(
        P.SEE_INVOICES, P.EDIT_PURCHASE_ORDERS, kind="received", sent={"reason": "the order came later"}
    ),
    "move_document": _call(
        P.SEE_INVOICES, P.EDIT_PURCHASE_ORDERS, kind="received", sent={"reason": "it is theirs"}, is_done=False
    ),
    "list_payment_terms": _call(P.SEE_PAYMENT_TERMS),
    "change_payment_terms": _call(P.EDIT_PAYMENT_TERMS, kind="buyer", sent={"terms": "Net 45"}),
    "change_many_payment_terms": _call(
        P.EDIT_PAYMENT_TERMS, sent={"rows": [{"organization_id": "ORG-999999", "terms": "Net 45"}]}, is_done=False
    ),
    "list_purchase_orders": _call(P.SEE_PURCHASE_ORDERS),
    "create_purchase_order": _call(P.EDIT_PURCHASE_ORDERS, sent=ORDER),
    "get_purchase_order": _call(P.SEE_PURCHASE_ORDERS, kind="order"),
    "change_purchase_order": _call(P.EDIT_PURCHASE_ORDERS, kind="order", sent={"description": "x"}),
    "delete_purchase_order": _call(P.EDIT_PURCHASE_ORDERS, kind="order"),
    "put_purchase_order_line": _call(P.EDIT_PURCHASE_ORDERS, kind="order", sent=LINE),
    "delete_purchase_order_line": _call(P.EDIT_PURCHASE_ORDERS, kind="order", is_done=False),
    "put_purchase_order_contacts": _call(P.EDIT_PURCHASE_ORDERS, kind="order", sent={"contacts": []}),
    "suspend_purchase_order": _call(P.CHANGE_PURCHASE_ORDER_STATUS, kind="order"),
    "reactivate_purchase_order": _call(P.CHANGE_PURCHASE_ORDER_STATUS, kind="order"),
    "list_purchase_order_uses": _call(P.SEE_PURCHASE_ORDERS, kind="order"),
}
# What the rest of an address names, besides the thing itself.
REST = {"put_purchase_order_line": {"number": "1"}, "delete_purchase_order_line": {"number": "1"}}
