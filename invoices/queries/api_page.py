"""Pages of documents for programs: newest first, every row exactly once, both directions or one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from billing_platform.lists.keyset import Place, slice_of
from invoices.lists.definitions import ISSUE_DATE
from invoices.models import Direction, Document, PdfVersion
from invoices.shown_status import ShownStatus, has_status
from tenants.base import TenantQuerySet

NEWEST_FIRST = f"-{ISSUE_DATE.key}"
NEVER_SENT = ("supplier_party", "buyer_party", "terms", "internal_note", "explanation", "findings", "pdf_inputs")


@dataclass(frozen=True, slots=True)
class DocumentsAsked:
    """What documents are narrowed to; None and empty narrow nothing, dates and instants are included.

    `partner` is the running number of an organization.
    """

    directions: Collection[Direction] = tuple(Direction)
    status: ShownStatus | None = None
    partner: int | None = None
    number: str = ""
    issued_since: date | None = None
    issued_until: date | None = None
    due_since: date | None = None
    due_until: date | None = None
    updated_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """Documents with their partners, the current PDF of each by its id, and where the next page starts."""

    documents: tuple[Document, ...]
    pdfs: dict[int, PdfVersion]
    next: Place | None


def documents_page(asked: DocumentsAsked, size: int, after: Place | None, today: date) -> DocumentsPage:
    """At most `size` documents behind `after`, by issue date and id, newest first, those without a date before all.

    One statement for each direction, which its index answers, and one for the PDFs.
    """
    narrowed = asked_for(asked, today)
    slices = [
        slice_of(_of(direction, narrowed), ISSUE_DATE, NEWEST_FIRST, size, after=after)
        for direction in asked.directions
    ]
    merged = sorted((row for each in slices for row in each.rows), key=_newest_first, reverse=True)
    rows = tuple(merged[:size])
    has_more = len(merged) > size or any(each.after for each in slices)
    return DocumentsPage(rows, _current_pdfs(rows), Place(rows[-1].issue_date, rows[-1].pk) if has_more else None)


def asked_for(asked: DocumentsAsked, today: date) -> Q:
    """The condition of the documents asked for, but for their direction."""
    given: dict[str, Any] = {
        "partner__organization_number": asked.partner,
        "number": asked.number or None,
        "issue_date__gte": asked.issued_since,
        "issue_date__lte": asked.issued_until,
        "due_date__gte": asked.due_since,
        "due_date__lte": asked.due_until,
        "updated_at__gte": asked.updated_since,
    }
    plain = Q(**{name: value for name, value in given.items() if value is not None})
    return plain & Q(has_status(asked.status, today)) if asked.status else plain


def _of(direction: Direction, narrowed: Q) -> TenantQuerySet[Document]:
    found: TenantQuerySet[Document] = Document.objects.filter(narrowed, direction=direction)
    return found.select_related("partner").defer(*NEVER_SENT)


def _newest_first(document: Document) -> tuple[date, int]:
    return (document.issue_date or date.max, document.pk)


def _current_pdfs(documents: Iterable[Document]) -> dict[int, PdfVersion]:
    ids = [document.pk for document in documents]
    newest = PdfVersion.objects.filter(document__in=ids).order_by("document", "-number").distinct("document")
    return {version.document_id: version for version in newest}
