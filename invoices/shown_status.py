"""The status a person sees, derived from the facts of a document: in Python for one, in SQL to filter and sort."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.lookups import Exact

from invoices.models import HAS_AMOUNT_DUE, OPEN, Document, DocumentKind, State


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


def has_status(status: ShownStatus, today: date) -> Exact[str]:
    """The condition that this is the status shown, for a filter."""
    return Exact(status_expression(today), status.value)


def status_expression(today: date) -> Case:
    """`shown_status` as SQL over the columns of a document; a test holds the two together."""
    settled = Q(payable__gt=0, payable=F("settled") + F("credit_applied")) & ~Q(kind=DocumentKind.CREDIT_NOTE)
    return Case(
        When(~Q(state=State.ISSUED), then=F("state")),
        When(total__gt=0, credited=F("total"), then=Value(ShownStatus.CREDITED.value)),
        When(settled, then=Value(ShownStatus.PAID.value)),
        When(is_overdue(today), then=Value(ShownStatus.OVERDUE.value)),
        When(HAS_AMOUNT_DUE & Q(settled__gt=0), then=Value(ShownStatus.PARTIALLY_PAID.value)),
        default=Value(ShownStatus.ISSUED.value),
        output_field=CharField(),
    )


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
