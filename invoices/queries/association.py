"""What can be done about a received document's purchase order: match it again, move it, and why not another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from common.errors import Refusal
from common.ui.figures import money_text
from invoices.matching_input import headers_to_match, lines_to_match, to_match
from invoices.models import Direction, Document, DocumentKind, DocumentLine, State
from invoices.move_rules import refuse_order
from invoices.queries.explanation import Explained, in_words
from partners.queries import suppliers
from purchase_orders.book import Book, BookLine, BookOrder, InvoiceToMatch, Key, folded
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline, sentences
from purchase_orders.explanation_words import Wording
from purchase_orders.matching import choose
from purchase_orders.natural_order import natural_key
from purchase_orders.placing import Target, suggested, targets, without_uses
from purchase_orders.queries import present_book, present_matches, present_no_po_words, present_order

Suggestion = Callable[[], Mapping[Key, BookLine | None]]


@dataclass(frozen=True, slots=True)
class Found:
    """The PO a document would be matched to now, "" for none, and why."""

    po: str
    explained: Explained


@dataclass(frozen=True, slots=True)
class LinePlan:
    """A line of the document and where it would go; `warnings` are sentences, `before` its PO line now."""

    no: int
    description: str
    gross: Decimal
    before: str
    goes_to: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovePlan:
    """What a move to the order would do; `refused` says why it can't be, empty when it can."""

    po_id: str
    choices: tuple[tuple[str, str], ...]
    lines: tuple[LinePlan, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What speaks against an order for a document: when it came, if it was looked at then, and now."""

    po_id: str
    then: str
    now: str
    if_named: str


def can_be_moved(document: Document) -> bool:
    """Whether a person may change its purchase order: it was received, and is no summary. No statement."""
    is_received = document.direction == Direction.INCOMING and document.state == State.ISSUED
    return is_received and document.kind != DocumentKind.SUMMARY


def match_preview(document: Document) -> Found | None:
    """What matching would find now; None for a credit note that names no order. At most seven statements."""
    found = present_matches([_to_match(document)])
    if not found:
        return None
    explanation = found[0].explanation
    return Found(explanation.chosen or "", in_words(explanation, with_links=True))


def move_plan(document: Document, order_id: UUID, wanted: Mapping[int, str] | None = None) -> MovePlan | None:
    """What moving to the order does line by line; None when there is no such order. At most seven statements."""
    order = present_order(order_id)
    if order is None:
        return None
    invoice, rows = _to_match(document), list(document.lines.select_related("order_line").order_by("no"))
    order = without_uses(order, _uses(document, rows))
    words = present_no_po_words()
    goes_to = _wanted_items(rows, order, wanted, lambda: suggested(invoice, order, words))
    found = targets(invoice, order, goes_to, _wording(), words)
    plans = tuple(_line_plan(row, target) for row, target in zip(rows, found, strict=True))
    items = sorted(order.lines, key=lambda item: natural_key(item.number))
    return MovePlan(
        order.po_id, tuple((i.number, _item_label(i)) for i in items), plans, _refused(order, document, invoice)
    )


def why_not(document: Document, order_id: UUID) -> WhyNot | None:
    """What speaks against the order; None when there is no such order. At most nine statements."""
    order = present_order(order_id)
    if order is None:
        return None
    invoice, rows = replace(_to_match(document), only_if_named=False), list(document.lines.all())
    book = present_book([invoice], _uses(document, rows))
    own = next((each for each in book.orders if each.id == order.id), order)
    return WhyNot(order.po_id, _then(document, order.po_id), _now(invoice, book, own), _if_named(invoice, book, own))


def _to_match(document: Document) -> InvoiceToMatch:
    [header] = headers_to_match([document.pk])
    return to_match(header, lines_to_match([document.pk]).by_document.get(document.pk, ()), document.partner_id)


def _uses(document: Document, rows: Sequence[DocumentLine]) -> dict[int, Decimal]:
    """What the document uses of line items now, by their id."""
    uses: dict[int, Decimal] = {}
    for row in rows:
        if row.order_line_id:
            used = document.signed(row.gross - row.credited)
            uses[row.order_line_id] = uses.get(row.order_line_id, Decimal(0)) + used
    return uses


def _wanted_items(
    rows: Sequence[DocumentLine], order: BookOrder, wanted: Mapping[int, str] | None, suggestion: Suggestion
) -> dict[Key, BookLine | None]:
    by_id, by_number = {i.id: i for i in order.lines}, {i.number: i for i in order.lines}
    if any(row.order_line_id in by_id for row in rows):
        start: Mapping[Key, BookLine | None] = {row.pk: by_id.get(row.order_line_id or 0) for row in rows}
    else:
        start = suggestion()
    chosen: dict[Key, BookLine | None] = {
        row.pk: by_number.get(wanted[row.no]) for row in rows if wanted and row.no in wanted
    }
    return {**start, **chosen}


def _line_plan(row: DocumentLine, target: Target) -> LinePlan:
    before = row.order_line.number if row.order_line else ""
    goes_to = target.item.number if target.item else ""
    return LinePlan(row.no, row.description, row.gross, before, goes_to, target.warnings)


def _item_label(item: BookLine) -> str:
    kind = item.type.replace("_", " ").lower()
    return f"{item.number} · {kind}"


def _refused(order: BookOrder, document: Document, invoice: InvoiceToMatch) -> str:
    try:
        refuse_order(order, invoice, document.order_id)
    except Refusal as refusal:
        return refusal.message
    return ""


def _then(document: Document, po_id: str) -> str:
    """What the explanation kept with the document says of the order; "" when it does not name it."""
    if not document.explanation:
        return ""
    told = sentences(from_json(document.explanation), _wording())
    return next((each.text for each in told if folded(each.po_id) == folded(po_id)), "")


def _now(invoice: InvoiceToMatch, book: Book, order: BookOrder) -> str:
    """What the rule says of the order against the one that would win now."""
    winner = choose([invoice], book)[0].order_id
    pair = replace(book, orders=tuple(each for each in book.orders if each.id in (winner, order.id)))
    told = sentences(choose([invoice], pair)[0].explanation, _wording())
    return next((each.text for each in told if each.po_id == order.po_id), "It was deleted.")


def _if_named(invoice: InvoiceToMatch, book: Book, order: BookOrder) -> str:
    lines = tuple(replace(line, po_number=None) for line in invoice.lines)
    named = replace(invoice, po_number=order.po_id, lines=lines)
    return headline(choose([named], book)[0].explanation, _wording())


def _wording() -> Wording:
    return Wording(names={str(partner.pk): partner.name for partner in suppliers()}, amount=money_text)
