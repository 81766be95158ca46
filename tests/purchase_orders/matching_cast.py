"""Short ways to write a buyer's book and the invoices to match against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from purchase_orders.book import Book, BookLine, BookOrder, InvoiceLineToMatch, InvoiceToMatch, LineType
from purchase_orders.matching import Match, choose

YEAR = ("2026-01-01", "2026-12-31")
MARCH = ("2026-03-01", "2026-03-31")
APRIL = ("2026-04-01", "2026-04-30")


def item(
    type: str = LineType.ALL,
    number: str = "1",
    left: str | None = "1000000",
    during: tuple[str, str] = YEAR,
    **more: Any,
) -> BookLine:
    """A line item; `left` None is one without balance tracking."""
    return BookLine(
        id=0,
        number=number,
        type=type,
        start=date.fromisoformat(during[0]),
        end=date.fromisoformat(during[1]),
        product_code=more.pop("product", None),
        seller_of_record=more.pop("seller", None),
        is_tracked=left is not None,
        remaining=Decimal(left or 0),
    )


def po(
    po_id: str, *lines: BookLine, during: tuple[str, str] = YEAR, edited: str = "2026-01-01", **more: Any
) -> BookOrder:
    """A purchase order in EUR with bill-from acme; without line items it gets one that takes everything."""
    order = BookOrder(
        id=0,
        po_id=po_id,
        currency="EUR",
        bill_from="acme",
        seller_of_record=None,
        effective=date.fromisoformat(during[0]),
        expiration=date.fromisoformat(during[1]),
        is_suspended=False,
        is_deleted=False,
        edited_at=datetime.fromisoformat(edited).replace(tzinfo=UTC),
        lines=lines or (item(during=during),),
    )
    return replace(order, **more)


def book(*orders: BookOrder) -> Book:
    """The orders with ids of their own: 1, 2, … and 101, 102, … for the line items of the first."""
    return Book(
        tuple(
            replace(order, id=n, lines=tuple(line._replace(id=n * 100 + m) for m, line in enumerate(order.lines, 1)))
            for n, order in enumerate(orders, 1)
        )
    )


def charge(
    charge_type: str = "usage", gross: str = "100.00", during: tuple[str, str] | None = MARCH, **more: Any
) -> InvoiceLineToMatch:
    """An invoice line, usage of March 2026 unless said otherwise; `during` None leaves its period to the document."""
    return InvoiceLineToMatch(
        key=0,
        charge_type=charge_type,
        gross=Decimal(gross),
        product_code=more.pop("product", None),
        seller_of_record=more.pop("seller", None),
        period_start=date.fromisoformat(during[0]) if during else None,
        period_end=date.fromisoformat(during[1]) if during else None,
        period_mark=more.pop("mark", None),
        po_number=more.pop("names", None),
        po_line_number=more.pop("line", None),
        **more,
    )


def invoice(*lines: InvoiceLineToMatch, issued: str = "2026-04-03", **more: Any) -> InvoiceToMatch:
    """An invoice of acme in EUR."""
    during = more.pop("during", None)
    return InvoiceToMatch(
        key=more.pop("key", 0),
        supplier=more.pop("supplier", "acme"),
        currency=more.pop("currency", "EUR"),
        issue_date=date.fromisoformat(issued),
        lines=tuple(replace(line, key=n) for n, line in enumerate(lines, 1)),
        po_number=more.pop("names", None),
        period_start=date.fromisoformat(during[0]) if during else None,
        period_end=date.fromisoformat(during[1]) if during else None,
        period_mark=more.pop("mark", None),
        **more,
    )


def match(wanted: InvoiceToMatch, *orders: BookOrder) -> Match:
    return choose([wanted], book(*orders))[0]


def place(found: Match, *orders: BookOrder) -> str:
    """Where the match went, as the decision table writes it: "PO-1: 2, –" or "none"."""
    if found.order_id is None:
        return "none"
    order = orders[found.order_id - 1]
    numbers = {found.order_id * 100 + m: line.number for m, line in enumerate(order.lines, 1)}
    return f"{order.po_id}: {', '.join(numbers.get(at.book_line_id or 0, '–') for at in found.assignments)}"


def where(wanted: InvoiceToMatch, *orders: BookOrder) -> str:
    return place(match(wanted, *orders), *orders)
