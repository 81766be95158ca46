"""Shorthand for what tests set up, always by the product's own operations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from invoices.models import Document
from invoices.operations.draft import Draft, DraftLine, save_draft
from invoices.operations.verify import verify_documents
from partners.models import Partner, Side
from purchase_orders.facts import ContactFacts, LineFacts, OrderFacts
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import create_order

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 20)


def buyer(name: str) -> Partner:
    """The buyer whose name starts so, in the open books."""
    found: Partner = Partner.objects.get(side=Side.BUYER, name__istartswith=name)
    return found


def order(po_id: str = "PO-1", *, today: date = TODAY, **facts: Any) -> PurchaseOrder:
    """A purchase order of 2026 with one ALL line of 1,000.00 net at 19 %, unless said otherwise."""
    effective, expiration = facts.pop("effective", YEAR[0]), facts.pop("expiration", YEAR[1])
    lines = facts.pop("lines", None) or [po_line(starts_on=effective, ends_on=expiration)]
    contacts = facts.pop("contacts", [ContactFacts("betty@initech.example", "Betty")])
    currency = facts.pop("currency", "EUR")
    return create_order(
        OrderFacts(po_id, currency, effective, expiration, lines, contacts=contacts, **facts), today=today
    )


def po_line(number: str = "1", type: str = "ALL", **facts: Any) -> LineFacts:
    given = {
        "starts_on": YEAR[0],
        "ends_on": YEAR[1],
        "quantity": Decimal(10),
        "unit_price": Decimal(100),
        "tax_percent": Decimal(19),
    }
    return LineFacts(number, type, **(given | facts))


def line(price: str = "100.00", **facts: Any) -> DraftLine:
    return DraftLine("Licences", facts.pop("quantity", Decimal(1)), Decimal(price), **facts)


def draft(to: str = "initech", *lines: DraftLine, today: date = TODAY, **facts: Any) -> Document:
    """A draft for this buyer, one line of 100.00 at 19 % unless lines are given."""
    currency = facts.pop("currency", "EUR")
    return save_draft(Draft(buyer(to), currency, lines or (line(),), **facts), today=today)


def verified(to: str = "initech", *lines: DraftLine, today: date = TODAY, **facts: Any) -> Document:
    document = draft(to, *lines, today=today, **facts)
    assert [outcome.refusal for outcome in verify_documents([document.pk], today=today)] == [""]
    return document
