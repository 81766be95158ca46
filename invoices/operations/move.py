"""Move a received document by hand: to another purchase order, or its lines between line items of the one it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from common.retry import repeated
from invoices.matching_input import Header, headers_to_match, lines_to_match, to_match
from invoices.models import AssociationChange, AssociationKind, Document, DocumentKind, DocumentLine, State
from invoices.move_rules import refuse_order
from invoices.operations.association import (
    HeldDocument,
    LineChange,
    Reassociation,
    hold_documents,
    reason_given,
    write_associations,
)
from invoices.parties import present_link
from invoices.querysets import incoming
from invoices.refusals import MovedMeanwhile, NoSuchLine, NotMovable, OrderDoesNotTake
from purchase_orders.book import BookLine, BookOrder, InvoiceToMatch
from purchase_orders.models import EntryKind
from purchase_orders.operations.consume import Use
from purchase_orders.operations.hold import hold_lines, hold_order
from purchase_orders.placing import suggested
from purchase_orders.queries import line_numbers, present_no_po_words

Wanted = Mapping[int, str]  # line of the document → number of the line item, "" for none


@repeated
def move_to_order(
    document: UUID, order: UUID, *, reason: str, lines: Wanted | None = None, seen: int | None = None
) -> bool:
    """Give a received document to another purchase order; its balance, less credits, goes along. False: nothing to do.

    `lines` says where each line goes; without it, where the rule or else the closest line item takes it. `seen` is the
    number of changes the person saw. Locks the supplier's row, the copy, both headers (shared) and the line items used.
    Repeating it changes nothing. Refuses suspended, deleted and other orders (OrderDoesNotTake), a missing reason, what
    can't be moved, and what was moved meanwhile. Dates, types, sellers and balances only warn.
    """
    return _move(document, order, lines, reason_given(reason), seen)


@repeated
def move_lines(document: UUID, lines: Wanted, *, reason: str, seen: int | None = None) -> bool:
    """Move lines between the line items of the purchase order the document has; lines not named stay.

    With every line on none, the document leaves its order and can be matched again. Otherwise as `move_to_order`.
    """
    return _move(document, None, lines, reason_given(reason), seen)


def _move(document: UUID, order: UUID | None, wanted: Wanted | None, reason: str, seen: int | None) -> bool:
    with transaction.atomic():
        found = _movable(document)
        link = present_link(found.partner)
        [held] = hold_documents([found.pk], [document], link)
        kept = order or _order_of(held)
        target = hold_order(kept, held.order_id)
        if target is None:
            raise OrderDoesNotTake("There is no such purchase order.", field="order")
        change = _change(held, target, wanted, is_other=order is not None)
        if change is None:
            return False
        if seen not in (None, AssociationChange.objects.filter(document=found).count()):
            raise MovedMeanwhile("Somebody matched or moved this document after you opened it. Look at it again.")
        hold_lines({i for line in change.lines for i in (line.from_id, line.to_id) if i is not None})
        write_associations([change], reason, link)
    return True


def _movable(public_id: UUID) -> Document:
    found = incoming().select_related("partner").filter(public_id=public_id, state=State.ISSUED).first()
    if found is None or found.kind == DocumentKind.SUMMARY or not found.lines.exists():
        raise NotMovable("Only received invoices and credit notes with lines can be moved.")
    return found


def _order_of(held: HeldDocument) -> UUID:
    if held.order_id is None:
        raise NotMovable("The document has no purchase order. Match it again, or move it to one.")
    public_id: UUID = Document.objects.values_list("order__public_id", flat=True).get(pk=held.id)
    return public_id


def _change(held: HeldDocument, target: BookOrder, wanted: Wanted | None, *, is_other: bool) -> Reassociation | None:
    """What changes, None for nothing."""
    [header] = headers_to_match([held.id])
    invoice = to_match(header, lines_to_match([held.id]).by_document[held.id], held.partner_id)
    refuse_order(target, invoice, held.order_id)
    rows = list(DocumentLine.objects.filter(document_id=held.id).order_by("no"))
    amounts = {row.pk: held.sign * (row.gross - row.credited) for row in rows}
    goes_to = _goes_to(rows, wanted, target, invoice)
    lines = tuple(_line_changes(rows, goes_to, amounts))
    if not lines:
        return None
    if is_other and not any(goes_to.values()):
        raise NoSuchLine("Choose a PO line for at least one line.", field="lines")
    return _reassociation(held, target, lines, header, stays=any(goes_to.values()))


def _line_changes(
    rows: list[DocumentLine], goes_to: Mapping[int, BookLine | None], amounts: Mapping[int, Decimal]
) -> Iterator[LineChange]:
    """The lines that go elsewhere than they are."""
    numbers = line_numbers({row.order_line_id for row in rows if row.order_line_id})
    for row in rows:
        item, before = goes_to[row.pk], row.order_line_id
        to_id, to_number = (item.id, item.number) if item else (None, "")
        if to_id != before:
            yield LineChange(row.pk, row.no, amounts[row.pk], before, to_id, numbers.get(before or 0, ""), to_number)


def _reassociation(
    held: HeldDocument, target: BookOrder, lines: tuple[LineChange, ...], header: Header, *, stays: bool
) -> Reassociation:
    uses = tuple(use for line in lines for use in _uses(line, header.public_id))
    if not stays:
        return Reassociation(held, AssociationKind.RELEASED, None, "", lines, uses)
    kind = AssociationKind.MOVED_LINES if target.id == held.order_id else AssociationKind.MOVED
    return Reassociation(held, kind, target.id, target.po_id, lines, uses)


def _goes_to(
    rows: list[DocumentLine], wanted: Wanted | None, target: BookOrder, invoice: InvoiceToMatch
) -> dict[int, BookLine | None]:
    """The line item of each line by its id: as wanted, else as it is, else as suggested for another order."""
    unknown = (wanted or {}).keys() - {row.no for row in rows}
    if unknown:
        raise NoSuchLine(f"The document has no line {min(unknown)}.", field="lines")
    by_number = {item.number: item for item in target.lines}
    named = {row.pk: _named(wanted[row.no], by_number, target) for row in rows if wanted and row.no in wanted}
    return _unnamed(rows, target, invoice) | named


def _unnamed(rows: list[DocumentLine], target: BookOrder, invoice: InvoiceToMatch) -> dict[int, BookLine | None]:
    by_id = {item.id: item for item in target.lines}
    if any(row.order_line_id in by_id for row in rows):
        return {row.pk: by_id.get(row.order_line_id or 0) for row in rows}
    return {int(key): item for key, item in suggested(invoice, target, present_no_po_words()).items()}


def _named(number: str, by_number: Mapping[str, BookLine], target: BookOrder) -> BookLine | None:
    if number and number not in by_number:
        raise NoSuchLine(f"{target.po_id} has no line {number}. Choose one of its lines.", field="lines")
    return by_number.get(number)


def _uses(line: LineChange, document: UUID) -> Iterator[Use]:
    """Off the one line item and onto the other. A line of which nothing is left is entered with zero where it goes,
    as matching enters it, so that a line item somebody points at is one that was used.
    """
    if line.from_id is not None and line.amount:
        kind = EntryKind.RELEASE if line.to_id is None else EntryKind.MOVE
        yield Use(line.from_id, document, line.no, -line.amount, kind)
    if line.to_id is not None:
        yield Use(line.to_id, document, line.no, line.amount, EntryKind.MOVE)
