"""Documents of the open books as the frozen invoices that matching takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.sql import rows
from invoices.models import DocumentKind
from purchase_orders.book import InvoiceLineToMatch, InvoiceToMatch
from purchase_orders.matching import Match
from purchase_orders.models import EntryKind
from purchase_orders.operations.consume import Use

LINES = """
SELECT document_id, id, no, charge_type, gross - credited, product_code, seller_of_record, period_start, period_end,
       period_mark, po_number, po_line_number
  FROM invoices_documentline WHERE document_id = ANY(%s) ORDER BY document_id, no
"""
HEADERS = """
SELECT id, public_id, kind, currency, issue_date, po_number, period_start, period_end, period_mark
  FROM invoices_document WHERE id = ANY(%s) ORDER BY issue_date, id
"""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a document to match, in the order of its number."""

    id: int
    public_id: UUID
    kind: str
    currency: str
    issue_date: date
    po_number: str
    period_start: date | None
    period_end: date | None
    period_mark: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a batch: to match by document, and the number and gross of each by line id."""

    by_document: dict[int, tuple[InvoiceLineToMatch, ...]]
    figures: dict[int, tuple[int, Decimal]]


def headers_to_match(document_ids: Sequence[int]) -> list[Header]:
    """The headers of issued documents in the order in which they are matched; one statement."""
    return [Header(*row) for row in rows(HEADERS, [list(document_ids)])]


def lines_to_match(document_ids: Sequence[int]) -> Lines:
    """One statement for all lines of the documents, each with what is left of its gross; its key is its id."""
    by_document: dict[int, list[InvoiceLineToMatch]] = defaultdict(list)
    figures = {}
    for document_id, line_id, no, charge, gross, code, seller, start, end, mark, po, po_line in rows(
        LINES, [list(document_ids)]
    ):
        line = InvoiceLineToMatch(
            line_id, charge, gross, code or None, seller or None, start, end, mark or None, po or None, po_line or None
        )
        by_document[document_id].append(line)
        figures[line_id] = (no, gross)
    return Lines({key: tuple(value) for key, value in by_document.items()}, figures)


def invoices_to_match(headers: Sequence[Header], lines: Lines, *, supplier: int) -> list[InvoiceToMatch]:
    """The documents as matching takes them, in order; credit notes with negative sums."""
    return [to_match(header, lines.by_document.get(header.id, ()), supplier) for header in headers]


def uses_of(headers: Sequence[Header], matches: dict[Any, Match], lines: Lines) -> list[Use]:
    """The entries that the matches write: gross of each assigned line, negative for a credit note."""
    uses = []
    for header in headers:
        sign = -1 if header.kind == DocumentKind.CREDIT_NOTE else 1
        found = matches.get(header.id)
        for each in found.assignments if found else ():
            if each.book_line_id is not None:
                no, gross = lines.figures[int(each.line_key)]
                uses.append(Use(each.book_line_id, header.public_id, no, sign * gross, EntryKind.MATCH))
    return uses


def to_match(header: Header, lines: tuple[InvoiceLineToMatch, ...], supplier: int) -> InvoiceToMatch:
    """One document as matching takes it; a credit note gives back, and looks for an order only where it names one."""
    is_credit = header.kind == DocumentKind.CREDIT_NOTE
    if is_credit:
        lines = tuple(replace(line, gross=-line.gross) for line in lines)
    return InvoiceToMatch(
        header.id, supplier, header.currency, header.issue_date, lines, header.po_number or None,
        header.period_start, header.period_end, header.period_mark or None, only_if_named=is_credit,
    )  # fmt: skip
