"""Where the lines of an invoice go in an order that a person chose, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from purchase_orders import explanation_words as words
from purchase_orders.book import (
    NO_PO_WORDS,
    Book,
    BookLine,
    BookOrder,
    InvoiceLineToMatch,
    InvoiceToMatch,
    Key,
    folded,
    match_date,
)
from purchase_orders.explanation_words import ENGLISH, Wording
from purchase_orders.match_index import is_seller_admitted
from purchase_orders.match_needs import TAKING, TAKING_NAMED, days_off
from purchase_orders.match_numbers import named_numbers
from purchase_orders.matching import choose
from purchase_orders.natural_order import natural_key

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a line of the invoice goes: a line item of the order, or None; `warnings` are sentences."""

    line: InvoiceLineToMatch
    item: BookLine | None
    warnings: tuple[str, ...]


def suggested(
    invoice: InvoiceToMatch, order: BookOrder, no_po_words: frozenset[str] = NO_PO_WORDS
) -> dict[Key, BookLine | None]:
    """The line item for each line: as the rule places it in this order, else the one that comes closest.

    Closest means: the type fits, then the fewest days between its period and the match date, then the lowest number.
    None only where the order has no line items.
    """
    invoice, items = _as_chosen(invoice, order, no_po_words), {item.id: item for item in order.lines}
    placed = choose([invoice], Book((replace(order, is_suspended=False),), no_po_words))[0].assignments
    by_rule = {each.line_key: items.get(each.book_line_id or 0) for each in placed}
    return {line.key: by_rule[line.key] or _closest(line, invoice, order) for line in invoice.lines}


def without_uses(order: BookOrder, uses: Mapping[int, Decimal]) -> BookOrder:
    """The order with what is used of its line items, by their id, given back."""
    lines = (line._replace(remaining=line.remaining + uses.get(line.id, ZERO)) for line in order.lines)
    return replace(order, lines=tuple(lines))


def targets(
    invoice: InvoiceToMatch,
    order: BookOrder,
    wanted: Mapping[Key, BookLine | None],
    wording: Wording = ENGLISH,
    no_po_words: frozenset[str] = NO_PO_WORDS,
) -> tuple[Target, ...]:
    """Each line with the line item it is wanted on and the warnings: dates, type, seller of record, balance.

    `order` holds the balances without what this invoice uses of them already (`without_uses`).
    """
    invoice = _as_chosen(invoice, order, no_po_words)
    short = _short(invoice, wanted)
    return tuple(
        Target(line, item := wanted.get(line.key), tuple(_warnings(line, invoice, order, item, short, wording)))
        for line in invoice.lines
    )


def _as_chosen(invoice: InvoiceToMatch, order: BookOrder, no_po_words: frozenset[str]) -> InvoiceToMatch:
    """The invoice as if it named this order where it does, and none where it names others or several."""
    names_it = set(named_numbers(invoice, no_po_words)) == {folded(order.po_id)}
    if names_it:
        return replace(invoice, po_number=order.po_id)
    lines = tuple(replace(line, po_number=None, po_line_number=None) for line in invoice.lines)
    return replace(invoice, po_number=None, lines=lines, only_if_named=False)


def _closest(line: InvoiceLineToMatch, invoice: InvoiceToMatch, order: BookOrder) -> BookLine | None:
    on = match_date(line, invoice)

    def distance(item: BookLine) -> tuple[object, ...]:
        return not _fits(line, invoice, item), days_off(item, on), natural_key(item.number)

    return min(order.lines, key=distance, default=None)


def _fits(line: InvoiceLineToMatch, invoice: InvoiceToMatch, item: BookLine) -> bool:
    """Whether the line item takes the charge by its type, or has the product code of the line."""
    taking = (TAKING_NAMED if invoice.po_number else TAKING)[line.charge_type]
    return item.type in {of for _, of in taking} or bool(line.product_code and line.product_code == item.product_code)


def _short(invoice: InvoiceToMatch, wanted: Mapping[Key, BookLine | None]) -> dict[int, Decimal]:
    """What falls below zero on the tracked line items that lack balance for all that is wanted on them."""
    needed: dict[int, Decimal] = {}
    for line in invoice.lines:
        item = wanted.get(line.key)
        if item is not None and item.is_tracked:
            needed[item.id] = needed.get(item.id, item.remaining) - line.gross
    return {item: left for item, left in needed.items() if left < 0}


def _warnings(
    line: InvoiceLineToMatch,
    invoice: InvoiceToMatch,
    order: BookOrder,
    item: BookLine | None,
    short: Mapping[int, Decimal],
    wording: Wording,
) -> Sequence[str]:
    if item is None:
        return ["Stays without a PO line and uses nothing up."]
    on, said = match_date(line, invoice), []
    if days_off(item, on):
        said.append(_date_warning(item, on, wording))
    if not _fits(line, invoice, item):
        charge = wording.say(words.CHARGES[line.charge_type])
        said.append(f"Line {item.number} is not for {charge}, which the invoice bills here.")
    if not is_seller_admitted(line.seller_of_record, order.seller_of_record, item.seller_of_record):
        seller = wording.name(str(item.seller_of_record or order.seller_of_record))
        said.append(f"Line {item.number} is for what {seller} supplies.")
    if item.id in short and line.gross > 0:
        below = wording.amount(-short[item.id], invoice.currency)
        said.append(f"Line {item.number} falls {below} below zero.")
    return said


def _date_warning(item: BookLine, on: date, wording: Wording) -> str:
    ends, day = (True, item.end) if on > item.end else (False, item.start)
    year = day.year != on.year
    same_month = (day.year, day.month) == (on.year, on.month)
    bills = wording.day(on, year) if same_month else wording.month(on, year)
    return f"Line {item.number} {'ends' if ends else 'starts'} {wording.day(day, year)}, the invoice bills {bills}."
