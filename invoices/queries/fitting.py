"""The open unmatched documents that would find their purchase order now: one order, or any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoices.matching_input import Lines, headers_to_match, lines_to_match, to_match
from invoices.models import OPEN, Document
from invoices.querysets import UNMATCHED, incoming
from purchase_orders.matching import Match
from purchase_orders.models import PurchaseOrder
from purchase_orders.queries import present_matches
from tenants.base import TenantQuerySet

MOST = 500  # documents that are matched while somebody waits


@dataclass(frozen=True, slots=True)
class FittingRow:
    """An open unmatched document, the order it would go to now, and the gross of the lines that this takes."""

    public_id: UUID
    number: str
    supplier: str
    issue_date: date | None
    po_id: str
    amount: Decimal
    currency: str
    covered: str


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits among the `looked_at` documents behind the `start` newest, of `documents` unmatched ones in all."""

    rows: tuple[FittingRow, ...]
    start: int
    looked_at: int
    documents: int

    @property
    def left(self) -> int:
        """How many older ones were not looked at."""
        return max(self.documents - self.start - self.looked_at, 0)

    @property
    def is_news(self) -> bool:
        """Whether there is something to tell: what fits, or that not all were looked at."""
        return bool(self.rows or self.left or self.start)

    @property
    def words(self) -> str:
        """Which documents were looked at; empty where it was all of them, or none."""
        if not self.looked_at or not (self.left or self.start):
            return ""
        of = f"{self.documents:,} unmatched invoices"
        if not self.start:
            return f"Looked at the newest {self.looked_at:,} of {of}."
        return f"Looked at {self.start + 1:,} to {self.start + self.looked_at:,} of {of}, newest first."

    @property
    def next_start(self) -> int:
        """Where the next ones begin while none of these is matched."""
        return self.start + self.looked_at

    def start_after(self, matched: int) -> int:
        """Where the next ones begin once so many of these are matched, and no longer among them."""
        return self.next_start - matched

    @property
    def next_count(self) -> int:
        """How many are looked at next."""
        return min(self.left, MOST)


def fitting_documents(order: PurchaseOrder | None, start: int = 0) -> Fitting:
    """Of 500 open unmatched documents behind the `start` newest those that would go to the order now, None for any.

    At most seven statements.
    """
    if order and (order.deleted_at or order.is_suspended):
        return Fitting((), 0, 0, 0)
    unmatched = _unmatched(order)
    newest = unmatched.defer("explanation", "findings").order_by("-issue_date", "-id")
    documents = {each.pk: each for each in newest[start : start + MOST]}
    count = unmatched.count() if start or len(documents) == MOST else len(documents)
    return Fitting(_rows(documents, order) if documents else (), start, len(documents), count)


def _unmatched(order: PurchaseOrder | None) -> TenantQuerySet[Document]:
    """Those whose currency and supplier the order takes."""
    unmatched = incoming().filter(UNMATCHED & OPEN).select_related("partner")
    if order is None:
        return unmatched
    unmatched = unmatched.filter(currency=order.currency)
    return unmatched.filter(partner=order.bill_from_id) if order.bill_from_id else unmatched


def _rows(documents: dict[int, Document], order: PurchaseOrder | None) -> tuple[FittingRow, ...]:
    headers, lines = headers_to_match(list(documents)), lines_to_match(list(documents))
    invoices = [
        to_match(header, lines.by_document.get(header.id, ()), documents[header.id].partner_id) for header in headers
    ]
    wanted = order.pk if order else None
    taken = [
        match for match in present_matches(invoices) if match.order_id is not None and wanted in (None, match.order_id)
    ]
    return tuple(_row(documents[int(match.key)], match, lines) for match in taken)


def _row(document: Document, match: Match, lines: Lines) -> FittingRow:
    keys = [int(each.line_key) for each in match.assignments if each.book_line_id is not None]
    amount = sum((lines.figures[key][1] for key in keys), Decimal(0))
    covered = f"{len(keys)} of {len(match.assignments)}"
    return FittingRow(
        document.public_id, document.number, document.partner.name, document.issue_date,
        match.explanation.chosen or "", amount, document.currency, covered,
    )  # fmt: skip
