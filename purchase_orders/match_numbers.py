"""The numbers printed on an invoice: the purchase order it names and the line items its lines point at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from purchase_orders.book import BookLine, BookOrder, InvoiceLineToMatch, InvoiceToMatch, folded
from purchase_orders.explanation import Note, NoteRule
from purchase_orders.match_index import is_seller_admitted
from purchase_orders.match_needs import date_miss, days_off, seller_miss

LONGEST_PRINTED = 200


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """What became of the line number printed on an invoice line: a line item that qualifies, or why it is ignored."""

    line: BookLine | None
    note: Note | None


def named_numbers(invoice: InvoiceToMatch, no_po_words: frozenset[str]) -> dict[str, str]:
    """The different PO numbers on header and lines: as compared (trimmed, without case) → as first printed.

    An empty text names none, nor do the words.
    """
    printed = [invoice.po_number, *(line.po_number for line in invoice.lines)]
    named: dict[str, str] = {}
    for text in printed:
        if text and (compared := folded(text)) and compared not in no_po_words:
            named.setdefault(compared, text.strip()[:LONGEST_PRINTED])
    return named


def looks_for_order(invoice: InvoiceToMatch, no_po_words: frozenset[str]) -> bool:
    """Whether it is matched at all: a credit note is only where it names an order."""
    return not invoice.only_if_named or bool(named_numbers(invoice, no_po_words))


def printed_line(line: InvoiceLineToMatch, on: date, order: BookOrder | None) -> PrintedLine:
    """The line item of the named order at which the invoice line's number points; dates and seller still count."""
    number = (line.po_line_number or "").strip()
    if order is None:
        return _ignored(NoteRule.NO_PO_NAMED, number)
    if on > order.expiration:
        return _ignored(NoteRule.PO_ENDED, number, str(order.expiration), str(on))
    if on < order.effective:
        return _ignored(NoteRule.PO_STARTS, number, str(order.effective), str(on))
    return _line_of(order, line, number, on)


def _line_of(order: BookOrder, line: InvoiceLineToMatch, number: str, on: date) -> PrintedLine:
    wanted = folded(number)
    found = next((item for item in order.lines if folded(item.number) == wanted), None)
    if found is None:
        return _ignored(NoteRule.NO_SUCH_LINE, number)
    if days_off(found, on):
        rule, (_, *facts) = date_miss(found, on)
        return _ignored(NoteRule(rule), number, *facts)
    if not is_seller_admitted(line.seller_of_record, order.seller_of_record, found.seller_of_record):
        return _ignored(NoteRule.LINE_SELLER, number, seller_miss(order, found, line.seller_of_record)[1])
    return PrintedLine(found, None)


def _ignored(rule: NoteRule, number: str, *facts: str) -> PrintedLine:
    return PrintedLine(None, Note(rule, number[:LONGEST_PRINTED], facts))
