"""The status a person sees, derived from the facts of a document: in Python for one, in SQL to filter and sort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import F, Q

from invoices.models import CREDITED, FULLY_CREDITED, HAS_AMOUNT_DUE, OPEN, Document, DocumentKind, State


class ShownStatus(models.TextChoices):
    """In the order in which they are shown: the first that holds is the status, the others stand beside it."""

    DRAFT = "draft", "Draft"
    VERIFIED = "verified", "Verified"
    CREDITED = "credited", "Credited"
    PAID = "paid", "Paid"
    OVERDUE = "overdue", "Overdue"
    PARTIALLY_PAID = "partially_paid", "Partially paid"
    ISSUED = "issued", "Issued"

    @property
    def tone(self) -> str:
        return TONES.get(self, "quiet")


TONES = {
    ShownStatus.VERIFIED: "busy",
    ShownStatus.PAID: "good",
    ShownStatus.OVERDUE: "bad",
    ShownStatus.PARTIALLY_PAID: "busy",
}


SETTLED = Q(payable__gt=0, payable=F("settled") + F("credit_applied")) & ~Q(kind=DocumentKind.CREDIT_NOTE)


def shown_status(document: Document, today: date) -> ShownStatus:
    """The first status that holds; `today` is the date in the zone of the organization that looks.

    On the due date a document is not yet overdue; one with nothing to pay, or a credit note, never is.
    """
    return next(_statuses(document, today))


def shown_statuses(document: Document, today: date) -> tuple[ShownStatus, ...]:
    """The status and, after it, the others that hold too; "Issued" stands alone."""
    found = tuple(_statuses(document, today))
    return found if len(found) == 1 else found[:-1]


def is_overdue(today: date) -> Q:
    """The condition of an overdue document, for a filter."""
    return OPEN & Q(due_date__lt=today)


def has_status(status: ShownStatus, today: date) -> Q:
    """The condition that this is the status shown; a test holds it and `shown_status` together.

    Each names what its index is made for: open documents, those of a state, credited ones.
    """
    issued, late, part = Q(state=State.ISSUED), is_overdue(today), HAS_AMOUNT_DUE & Q(settled__gt=0)
    conditions = {
        ShownStatus.DRAFT: Q(state=State.DRAFT),
        ShownStatus.VERIFIED: Q(state=State.VERIFIED),
        ShownStatus.CREDITED: CREDITED,
        ShownStatus.PAID: issued & SETTLED & ~FULLY_CREDITED,
        ShownStatus.OVERDUE: late & ~FULLY_CREDITED,
        ShownStatus.PARTIALLY_PAID: OPEN & Q(settled__gt=0) & ~late & ~FULLY_CREDITED,
        ShownStatus.ISSUED: issued & ~SETTLED & ~late & ~part & ~FULLY_CREDITED,
    }
    return conditions[status]


def _statuses(document: Document, today: date) -> Iterator[ShownStatus]:
    if document.state != State.ISSUED:
        yield ShownStatus(document.state)
        return
    if 0 < document.total == document.credited:
        yield ShownStatus.CREDITED
    if document.kind != DocumentKind.CREDIT_NOTE and document.payable > 0 and document.amount_due == 0:
        yield ShownStatus.PAID
    if document.days_overdue(today):
        yield ShownStatus.OVERDUE
    if document.settled > 0 and document.amount_due > 0:
        yield ShownStatus.PARTIALLY_PAID
    yield ShownStatus.ISSUED
