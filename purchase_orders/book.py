"""What matching reads: the buyer's purchase orders and the invoices to match, as frozen values.

Texts that may be missing (product code, seller of record, numbers, mark) are missing when None or empty. Codes and
sellers are compared as they stand, period and validity ends are both included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Key = int | str
USUAL_NO_PO_WORDS = ("-", "NA", "N/A", "none", "Dummywert")


class LineType(StrEnum):
    """What a line item of a purchase order takes."""

    ALL = "ALL"
    MONTHLY_USAGE = "MONTHLY_USAGE"
    SUBSCRIPTION = "SUBSCRIPTION"
    MARKETPLACE_TRANSACTION = "MARKETPLACE_TRANSACTION"
    MARKETPLACE_BLANKET = "MARKETPLACE_BLANKET"
    SERVICES = "SERVICES"


class ChargeType(StrEnum):
    """What an invoice line bills; documents from outside do not say, their lines are of unknown type."""

    USAGE = "usage"
    SUBSCRIPTION = "subscription"
    MARKETPLACE = "marketplace"
    SERVICES = "services"
    UNKNOWN = "unknown"


class PeriodMark(StrEnum):
    """Which end of its period an invoice line belongs to."""

    IN_ADVANCE = "in_advance"
    IN_ARREARS = "in_arrears"


class BookLine(NamedTuple):
    """A line item: `type` one of LineType, `start` and `end` both included, `remaining` in the order's currency.

    `order` is the id of its order where it was read from the books; it comes last, so that a row is a line as it is.

    A named tuple, because a book has ten thousand of them and making one takes a quarter of a frozen dataclass's time.
    """

    id: int
    number: str
    type: str
    start: date
    end: date
    product_code: str | None
    seller_of_record: Key | None
    is_tracked: bool
    remaining: Decimal
    order: int = 0


@dataclass(frozen=True, slots=True)
class BookOrder:
    """A purchase order; `bill_from` None takes invoices of any supplier, `edited_at` ignores consumption.

    An order that cannot be a candidate for any invoice of the batch (suspended, other currency, other supplier, or no
    day in common) may come without its line items: the rule that drops it needs only the header.
    """

    id: int
    po_id: str
    currency: str
    bill_from: Key | None
    seller_of_record: Key | None
    effective: date
    expiration: date
    is_suspended: bool
    is_deleted: bool
    edited_at: datetime
    lines: tuple[BookLine, ...] = ()


def folded(text: str) -> str:
    """The form in which PO IDs, line numbers and words for none are compared: trimmed and without case."""
    return text.strip().casefold()


NO_PO_WORDS = frozenset(map(folded, USUAL_NO_PO_WORDS))


@dataclass(frozen=True, slots=True)
class Book:
    """One buyer's purchase orders, in any order; deleted ones are as good as absent.

    `no_po_words` are the texts, as compared, that stand for "no number" where an invoice prints them for one.
    """

    orders: tuple[BookOrder, ...]
    no_po_words: frozenset[str] = NO_PO_WORDS


@dataclass(frozen=True, slots=True)
class InvoiceLineToMatch:
    """An invoice line: `charge_type` one of ChargeType, `period_mark` of PeriodMark; `gross` negative gives back."""

    key: Key
    charge_type: str
    gross: Decimal
    product_code: str | None = None
    seller_of_record: Key | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_mark: str | None = None
    po_number: str | None = None
    po_line_number: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceToMatch:
    """An invoice, or a credit note, with the lines to assign.

    `only_if_named`, as a credit note is, looks for an order only where it names one.
    """

    key: Key
    supplier: Key
    currency: str
    issue_date: date
    lines: tuple[InvoiceLineToMatch, ...]
    po_number: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_mark: str | None = None
    only_if_named: bool = False


def match_date(line: InvoiceLineToMatch, invoice: InvoiceToMatch) -> date:
    """The day on which a line item must be valid to take the line (the product's rules of matching, first step).

    In advance: the first day of the period; in arrears, or without that mark: the last. A line without a period takes
    the document's. A period with one end is that day. No period: the issue date.
    """
    start, end, mark = line.period_start, line.period_end, line.period_mark
    if start is None and end is None:
        start, end, mark = invoice.period_start, invoice.period_end, mark or invoice.period_mark
    if mark == PeriodMark.IN_ADVANCE:
        return start or end or invoice.issue_date
    return end or start or invoice.issue_date
