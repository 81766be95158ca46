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
from invoices.models import Document, DocumentLine
from invoices.querysets import incoming
from invoices.shown_status import ShownStatus, shown_status
from purchase_orders.models import PurchaseOrder

NEWEST = "-issue_date"
Used = tuple[str, Decimal, Decimal]
NOTHING: Used = ("", Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """One matched document: the line items it uses, the gross of its lines on them, what of that was credited since,
    and what it uses now; a credit note gives back. The amounts of all documents add up to what is used of the order,
    but for adjustments.
    """

    public_id: UUID
    kind: str
    number: str
    supplier: str
    issue_date: date | None
    lines: str
    gross: Decimal
    credited: Decimal
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
    rows = tuple(_row(each, used.get(each.pk, NOTHING), today) for each in found.rows)
    return MatchedPage(rows, found.before, found.after)


def _used(documents: Sequence[Document]) -> dict[int, Used]:
    """By document: the numbers of the line items its lines went to, the gross of those lines, and what was credited."""
    lines = (
        DocumentLine.objects.filter(document__in=documents, order_line__isnull=False).order_by().values("document_id")
    )
    numbers = StringAgg("order_line__number", ", ", distinct=True)
    summed = lines.annotate(numbers=numbers, sum_gross=Sum("gross"), sum_credited=Sum("credited"))
    return {row["document_id"]: (row["numbers"], row["sum_gross"], row["sum_credited"]) for row in summed}


def _row(document: Document, used: Used, today: date) -> MatchedRow:
    lines, gross, credited = used
    return MatchedRow(
        public_id=document.public_id,
        kind=document.get_kind_display(),
        number=document.number,
        supplier=document.partner.name,
        issue_date=document.issue_date,
        lines=lines,
        gross=document.signed(gross),
        credited=credited,
        amount=document.signed(gross - credited),
        currency=document.currency,
        due_date=document.due_date,
        status=shown_status(document, today),
    )
