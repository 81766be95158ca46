"""What an issued document does to the ledger: a receivable with its supplier, a payable with its buyer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoices.models import DocumentKind
from ledger.models import Account
from ledger.operations import Posting, post


@dataclass(frozen=True, slots=True)
class Booking:
    """The figures of one document that reach the ledger, positive as printed; a credit note is booked negative."""

    public_id: UUID
    kind: str
    currency: str
    net: Decimal
    tax: Decimal
    prepaid: Decimal
    rounding: Decimal
    booked_on: date

    @property
    def sign(self) -> int:
        return -1 if self.kind == DocumentKind.CREDIT_NOTE else 1


@dataclass(frozen=True, slots=True)
class _Side:
    """The accounts of one side of trade: what is owed, and against what."""

    owed: Account
    net: Account
    tax: Account
    advance: Account


SUPPLIER = _Side(Account.RECEIVABLE, Account.REVENUE, Account.TAX_OUT, Account.ADVANCE_IN)
BUYER = _Side(Account.PAYABLE, Account.EXPENSE, Account.TAX_IN, Account.ADVANCE_OUT)


def book_outgoing(bookings: Sequence[Booking], partner_id: int) -> None:
    """Receivable against revenue and tax payable, in the supplier's books."""
    post([posting for booking in bookings for posting in _postings(booking, SUPPLIER, partner_id, 1)])


def book_incoming(bookings: Sequence[Booking], partner_id: int) -> None:
    """Expense and input tax against payable, in the buyer's books."""
    post([posting for booking in bookings for posting in _postings(booking, BUYER, partner_id, -1)])


def _postings(booking: Booking, side: _Side, partner_id: int, direction: int) -> list[Posting]:
    factor = booking.sign * direction
    parts = (
        (side.net, booking.net),
        (side.tax, booking.tax),
        (side.advance, -booking.prepaid),
        (Account.ROUNDING, booking.rounding),
    )
    return [
        Posting(side.owed, account, amount * factor, booking.currency, booking.public_id, partner_id, booking.booked_on)
        for account, amount in parts
        if amount
    ]
