"""What another book would have done with the invoices of the past: both books matched from the same start, compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from common.money import ZERO
from purchase_orders.book import Book, BookLine, BookOrder, InvoiceToMatch, Key
from purchase_orders.facts import OrderFacts
from purchase_orders.matching import Match, choose
from purchase_orders.order_rules import line_figures

Place = tuple[str, str]  # PO ID and line number; two empty texts for none
NOWHERE: Place = ("", "")


@dataclass(frozen=True, slots=True)
class Difference:
    """`amount` gross of an invoice that goes elsewhere: from and to as PO ID and line, empty for none."""

    key: Key
    before: Place
    after: Place
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Where amounts go in the one book and not in the other, and what is then left of each order's tracked lines, by
    its id; an order without any is missing.
    """

    differences: list[Difference]
    left_before: dict[int, Decimal]
    left_after: dict[int, Decimal]


def compared(invoices: Sequence[InvoiceToMatch], before: Book, after: Book) -> Compared:
    """The invoices matched to the one book and to the other; the same book differs in nothing.

    Both are matched in the order given, from the balances they come with. All of them look for an order.
    """
    places = _places(before) | _places(after)
    old, new = choose(invoices, before), choose(invoices, after)
    found = [
        each for invoice, one, other in zip(invoices, old, new, strict=True)
        for each in _differences(invoice, one, other, places)
    ]  # fmt: skip
    return Compared(found, _left(invoices, old, before), _left(invoices, new, after))


def left_of_orders(book: Book) -> dict[int, Decimal]:
    """What is left of each order's tracked lines, by its id; an order without any is missing."""
    left: dict[int, Decimal] = {}
    for order in book.orders:
        for line in order.lines:
            if line.is_tracked:
                left[order.id] = left.get(order.id, ZERO) + line.remaining
    return left


def with_suspended(book: Book, order_ids: frozenset[int], *, suspended: bool, at: datetime) -> Book:
    """The book after these orders are suspended or re-activated at the instant `at`."""
    return replace(
        book,
        orders=tuple(
            replace(order, is_suspended=suspended, edited_at=at)
            if order.id in order_ids and order.is_suspended is not suspended
            else order
            for order in book.orders
        ),
    )


def with_edit(book: Book, order_id: int | None, facts: OrderFacts, values: Mapping[int, Decimal], at: datetime) -> Book:
    """The book after an order is written as `facts` at the instant `at`; `order_id` None is a new one.

    `values` are the values of the order's line items by their id, so that a new value changes what is left as much.
    """
    known = next((order for order in book.orders if order.id == order_id), None)
    lines = {line.number: line for line in known.lines} if known else {}
    written = BookOrder(
        id=known.id if known else 0,
        po_id=facts.po_id.strip(),
        currency=facts.currency,
        bill_from=facts.bill_from_id,
        seller_of_record=facts.seller_of_record or None,
        effective=facts.effective,
        expiration=facts.expiration,
        is_suspended=known.is_suspended if known else facts.is_suspended,
        is_deleted=False,
        edited_at=at,
        lines=tuple(_written_lines(facts, lines, values)),
    )
    return replace(book, orders=(*(order for order in book.orders if order.id != order_id), written))


def _written_lines(
    facts: OrderFacts, known: Mapping[str, BookLine], values: Mapping[int, Decimal]
) -> Iterator[BookLine]:
    for place, line in enumerate(facts.lines, 1):
        value, before = line_figures(line, facts.currency)[1], known.get(line.number.strip())
        left = value - values.get(before.id, Decimal(0)) + before.remaining if before else value
        yield BookLine(
            id=before.id if before else -place,
            number=line.number.strip(),
            type=line.type,
            start=line.starts_on,
            end=line.ends_on,
            product_code=line.product_code or None,
            seller_of_record=line.seller_of_record or None,
            is_tracked=line.is_tracked,
            remaining=left,
        )


def _places(book: Book) -> dict[int, Place]:
    return {line.id: (order.po_id, line.number) for order in book.orders for line in order.lines}


def _left(invoices: Sequence[InvoiceToMatch], matches: Sequence[Match], book: Book) -> dict[int, Decimal]:
    """What is left once the invoices have used what they were matched to."""
    left, tracked = left_of_orders(book), {line.id for order in book.orders for line in order.lines if line.is_tracked}
    for invoice, match in zip(invoices, matches, strict=True):
        for line, at in zip(invoice.lines, match.assignments, strict=True):
            if match.order_id is not None and at.book_line_id in tracked:
                left[match.order_id] -= line.gross
    return left


def _differences(invoice: InvoiceToMatch, old: Match, new: Match, places: Mapping[int, Place]) -> Iterator[Difference]:
    amounts: dict[tuple[Place, Place], Decimal] = {}
    for line, before, after in zip(invoice.lines, old.assignments, new.assignments, strict=True):
        way = places.get(before.book_line_id or 0, NOWHERE), places.get(after.book_line_id or 0, NOWHERE)
        if way[0] != way[1]:
            amounts[way] = amounts.get(way, Decimal(0)) + line.gross
    yield from (Difference(invoice.key, *way, amount) for way, amount in amounts.items())
