"""The documents matched to one purchase order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Sum

from billing_platform.lists.keyset import Place, place_of, slice_of
from invoices.lists.definitions import ISSUE_DATE
from invoices.matching_input import Lines, headers_to_match, invoices_to_match, lines_to_match
from invoices.models import OPEN, Document, DocumentLine
from invoices.querysets import UNMATCHED, incoming
from invoices.shown_status import ShownStatus, shown_status
from purchase_orders.matching import Match
from purchase_orders.models import PurchaseOrder
from purchase_orders.queries import present_matches

MOST = 500

NEWEST = "-issue_date"


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """One matched document: the line items it uses and what of it is on them, gross; a credit note gives back."""

    public_id: UUID
    kind: str
    number: str
    supplier: str
    issue_date: date | None
    lines: str
    amount: Decimal
    currency: str
    due_date: date | None
    status: ShownStatus


@dataclass(frozen=True, slots=True)
class MatchedPage:
    """Matched documents, newest first, and where the neighbours of the page start."""

    rows: tuple[MatchedRow, ...]
    before: Place | None
    after: Place | None


def order_by_public_id(public_id: UUID) -> PurchaseOrder | None:
    """The purchase order in these books, deleted ones too, because their documents stay; None when there is none."""
    return PurchaseOrder.objects.filter(public_id=public_id).first()


def numbers_of(documents: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of these documents, received or issued, by public id; one statement, none for none."""
    wanted = list(documents)
    return dict(Document.objects.filter(public_id__in=wanted).values_list("public_id", "number")) if wanted else {}


def matched_documents(
    order: PurchaseOrder, size: int, today: date, *, after: str = "", before: str = ""
) -> MatchedPage:
    """One page of the documents matched to the order, behind or in front of a place; two statements."""
    documents = incoming().filter(order=order).select_related("partner").defer("explanation", "findings")
    start, end = place_of(after, ISSUE_DATE), place_of(before, ISSUE_DATE)
    found = slice_of(documents, ISSUE_DATE, NEWEST, size, after=start, before=end)
    used = _used(found.rows)
    rows = tuple(_row(each, *used.get(each.pk, ("", Decimal(0))), today) for each in found.rows)
    return MatchedPage(rows, found.before, found.after)


def _used(documents: Sequence[Document]) -> dict[int, tuple[str, Decimal]]:
    """By document: the numbers of the line items its lines went to, and the gross of those lines."""
    lines = (
        DocumentLine.objects.filter(document__in=documents, order_line__isnull=False).order_by().values("document_id")
    )
    numbers = StringAgg("order_line__number", ", ", distinct=True)
    summed = lines.annotate(numbers=numbers, gross=Sum("gross"))
    return {row["document_id"]: (row["numbers"], row["gross"]) for row in summed}


def _row(document: Document, lines: str, gross: Decimal, today: date) -> MatchedRow:
    return MatchedRow(
        public_id=document.public_id,
        kind=document.get_kind_display(),
        number=document.number,
        supplier=document.partner.name,
        issue_date=document.issue_date,
        lines=lines,
        amount=document.signed(gross),
        currency=document.currency,
        due_date=document.due_date,
        status=shown_status(document, today),
    )


@dataclass(frozen=True, slots=True)
class FittingRow:
    """An open unmatched document that the order would take now; `amount` is the gross of the lines it takes."""

    public_id: UUID
    number: str
    supplier: str
    issue_date: date | None
    amount: Decimal
    currency: str
    covered: str


def fitting_documents(order: PurchaseOrder) -> tuple[FittingRow, ...]:
    """Of the newest 500 open unmatched documents those that would go to this order now; five statements."""
    if order.deleted_at or order.is_suspended:
        return ()
    unmatched = incoming().filter(UNMATCHED & OPEN, currency=order.currency).select_related("partner")
    if order.bill_from_id:
        unmatched = unmatched.filter(partner=order.bill_from_id)
    documents = {
        each.pk: each for each in unmatched.defer("explanation", "findings").order_by("-issue_date", "-id")[:MOST]
    }
    if not documents:
        return ()
    headers, lines = headers_to_match(list(documents)), lines_to_match(list(documents))
    invoices = [
        invoice for header in headers
        for invoice in invoices_to_match([header], lines, supplier=documents[header.id].partner_id)
    ]  # fmt: skip
    taken = [match for match in present_matches(invoices) if match.order_id == order.pk]
    return tuple(_fitting_row(documents[int(match.key)], match, lines) for match in taken)


def _fitting_row(document: Document, match: Match, lines: Lines) -> FittingRow:
    keys = [int(each.line_key) for each in match.assignments if each.book_line_id is not None]
    amount = sum((lines.figures[key][1] for key in keys), Decimal(0))
    covered = f"{len(keys)} of {len(match.assignments)}"
    return FittingRow(
        document.public_id, document.number, document.partner.name, document.issue_date, amount, document.currency,
        covered,
    )  # fmt: skip
