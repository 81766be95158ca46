"""Load the part of a buyer's purchase orders that a batch of invoices can match, as the frozen book of `choose`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from common.sql import rows
from purchase_orders.book import Book, BookLine, BookOrder, InvoiceToMatch, match_date
from purchase_orders.matching_queries import no_po_words

HEADERS = """
SELECT id, po_id, currency, bill_from_id, NULLIF(seller_of_record, ''), effective, expiration, is_suspended,
       deleted_at IS NOT NULL, edited_at
  FROM purchase_orders_purchaseorder WHERE deleted_at IS NULL
"""
HEADER = """
SELECT id, po_id, currency, bill_from_id, NULLIF(seller_of_record, ''), effective, expiration, is_suspended,
       deleted_at IS NOT NULL, edited_at
  FROM purchase_orders_purchaseorder WHERE public_id = %s
"""
LINES = """
SELECT id, number, type, starts_on, ends_on, NULLIF(product_code, ''), NULLIF(seller_of_record, ''), is_tracked,
       value - consumed, order_id
  FROM purchase_orders_purchaseorderline WHERE order_id = ANY(%s)
"""

AS_LINE: Callable[[tuple[Any, ...]], BookLine] = partial(tuple.__new__, BookLine)
OF_ORDER = itemgetter(BookLine._fields.index("order"))


def load_book(invoices: Sequence[InvoiceToMatch]) -> Book:
    """Every header, the lines of those that can be a candidate for any invoice of the batch, and the words for none.

    Three statements.
    """
    headers = rows(HEADERS)
    currencies = {invoice.currency for invoice in invoices}
    suppliers = {invoice.supplier for invoice in invoices}
    window = _window(invoices)
    wanted = [header[0] for header in headers if _may_match(header, currencies, suppliers, window)]
    return _book(headers, wanted)


def load_whole_book() -> Book:
    """Every order that is not deleted, with all its lines, also suspended ones; three statements."""
    headers = rows(HEADERS)
    return _book(headers, [header[0] for header in headers])


def load_order(public_id: UUID) -> BookOrder | None:
    """One order with its lines, deleted ones too, or None; two statements."""
    headers = rows(HEADER, [public_id])
    if not headers:
        return None
    lines = _lines_of([headers[0][0]])
    return BookOrder(*(*headers[0], tuple(lines[headers[0][0]])))


def _book(headers: Sequence[tuple[Any, ...]], wanted: list[int]) -> Book:
    """The orders, those `wanted` with their lines; two statements."""
    lines = _lines_of(wanted)
    return Book(tuple(BookOrder(*(*header, tuple(lines[header[0]]))) for header in headers), no_po_words().compared)


def _lines_of(order_ids: list[int]) -> dict[int, list[BookLine]]:
    """The lines by order. Made without a call of our own for each: a book has ten thousand."""
    lines = defaultdict[int, list[BookLine]](list)
    for order_id, neighbours in groupby(map(AS_LINE, rows(LINES, [order_ids])), OF_ORDER):
        lines[order_id].extend(neighbours)
    return lines


def _may_match(header: Sequence[Any], currencies: set[str], suppliers: set[Any], window: tuple[date, date]) -> bool:
    _, _, currency, bill_from, _, effective, expiration, is_suspended, _, _ = header
    concerns = currency in currencies and (bill_from is None or bill_from in suppliers)
    return concerns and not is_suspended and effective <= window[1] and expiration >= window[0]


def _window(invoices: Sequence[InvoiceToMatch]) -> tuple[date, date]:
    days = [match_date(line, invoice) for invoice in invoices for line in invoice.lines]
    return min(days, default=date.max), max(days, default=date.min)
