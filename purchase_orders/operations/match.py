"""Choose purchase orders for a batch of invoices and hold what was chosen until the transaction ends."""

from __future__ import annotations

from collections.abc import Sequence

from common.collector import collector_at_rest
from common.retry import LostRace
from common.sql import Rung, lock
from purchase_orders.book import Book, InvoiceToMatch
from purchase_orders.candidates import load_book
from purchase_orders.matching import Match, choose

HEADERS, LINES = "purchase_orders_purchaseorder", "purchase_orders_purchaseorderline"


@collector_at_rest()
def match_and_lock(invoices: Sequence[InvoiceToMatch]) -> list[Match]:
    """The match of each invoice, in the order given, on figures that nobody else can change until the commit.

    Chooses, locks the chosen headers (shared) and lines, and chooses again when a locked row is not what was read.
    Raises LostRace when the second choice needs a row that is not locked: the whole operation is then repeated.
    """
    book = load_book(invoices)
    matches = choose(invoices, book)
    headers, lines = _touched(matches)
    if not headers or not _has_moved(book, headers, lines):
        return matches
    again = choose(invoices, load_book(invoices))
    more_headers, more_lines = _touched(again)
    if not (more_headers <= headers and more_lines <= lines):
        raise LostRace
    return again


def _touched(matches: Sequence[Match]) -> tuple[set[int], set[int]]:
    headers = {match.order_id for match in matches if match.order_id is not None}
    lines = {a.book_line_id for match in matches for a in match.assignments if a.book_line_id is not None}
    return headers, lines


def _has_moved(book: Book, headers: set[int], lines: set[int]) -> bool:
    """Lock, then compare what is locked with what was read."""
    locked_headers = lock(HEADERS, "id, edited_at, is_suspended, deleted_at", headers, Rung.ORDER_HEADERS, share=True)
    locked_lines = lock(LINES, "id, value - consumed", lines, Rung.ORDER_LINES)
    read_headers = {
        (order.id, order.edited_at, order.is_suspended, None) for order in book.orders if order.id in headers
    }
    read_lines = {(line.id, line.remaining) for order in book.orders for line in order.lines if line.id in lines}
    return set(locked_headers) != read_headers or set(locked_lines) != read_lines
