"""Pages of documents by the place of a row: as fast on the last page as on the first, every row exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from invoices.models import Document
from tenants.base import TenantQuerySet

BY_ISSUE_DATE, BY_AGE = "issue_date", "created"
ORDERS = {
    f"-{BY_ISSUE_DATE}": ("-issue_date", "-id"),
    BY_ISSUE_DATE: ("issue_date", "id"),
    f"-{BY_AGE}": ("-id",),
    BY_AGE: ("id",),
}
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: issue date (a document without one counts as later than all) and id."""

    issue_date: date | None
    id: int

    def __str__(self) -> str:
        return f"{self.issue_date or ''}_{self.id}"


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page, and the places its neighbours start from; None where there is no neighbour."""

    rows: tuple[Document, ...]
    before: Place | None
    after: Place | None


def place_of(text: str) -> Place | None:
    """The place an address names; None for what is none."""
    day, _, number = text.partition("_")
    try:
        place = Place(date.fromisoformat(day) if day else None, int(number))
    except ValueError:
        return None
    return place if 0 < place.id <= LARGEST_ID else None


def slice_of(
    documents: TenantQuerySet[Document],
    order: str,
    size: int,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Slice:
    """The page of `size` rows behind `after` (or in front of `before`, or the first); one statement.

    `order` is a key of ORDERS.
    """
    backwards = before is not None and after is None
    way = _turned(order) if backwards else order
    start = before if backwards else after
    found = documents.filter(behind(start, way)) if start else documents
    rows = list(found.order_by(*ORDERS[way])[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_before, has_after = (has_more, True) if backwards else (start is not None, has_more)
    first, last = (_place(rows[0]), _place(rows[-1])) if rows else (None, None)
    return Slice(tuple(rows), first if has_before else None, last if has_after else None)


def _place(document: Document) -> Place:
    return Place(document.issue_date, document.pk)


def _turned(order: str) -> str:
    return order.removeprefix("-") if order.startswith("-") else f"-{order}"


def behind(place: Place, order: str) -> Q:
    """Rows that come after the place; PostgreSQL sorts a missing date last upwards and first downwards."""
    downwards = order.startswith("-")
    by_id = Q(id__lt=place.id) if downwards else Q(id__gt=place.id)
    if order.endswith(BY_AGE):
        return by_id
    if place.issue_date is None:
        undated = Q(issue_date=None) & by_id
        return undated | Q(issue_date__isnull=False) if downwards else undated
    if downwards:
        return Q(_compared("(invoices_document.issue_date, invoices_document.id) < (%s, %s)", place))
    later = _compared("(invoices_document.issue_date, invoices_document.id) > (%s, %s)", place)
    return Q(later) | Q(issue_date=None)


def _compared(rows: str, place: Place) -> RawSQL:
    """Both columns as one row, which the index on them answers; the text is a literal of this module."""
    return RawSQL(rows, (place.issue_date, place.id), output_field=BooleanField())  # noqa: S611
