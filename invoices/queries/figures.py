"""What documents add up to, for dashboards: sums by currency and day, counts by state and reason.

Every figure leaves out summary invoices, which list members that are counted themselves, and each is that of a list:
the condition is the same, so that a page that links to the list shows what the list holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Min, Q, QuerySet, Sum, Value
from django.db.models.fields.json import KT

from common.sql import rows
from invoices.models import ISSUED_LATE, OPEN, Direction, Document, DocumentKind, State
from invoices.querysets import SET_ASIDE, UNMATCHED, has_findings, signed_total
from purchase_orders.explanation import Unmatched
from tenants.base import TenantQuerySet

FINDINGS = "findings"
OWED = F("payable") - F("settled") - F("credit_applied")  # of an open document: what is due of it, above zero


@dataclass(frozen=True, slots=True)
class DaySum:
    """Documents of one currency and one day: how many, and what they come to in that currency."""

    currency: str
    day: date | None
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class StateSum:
    """Documents of one state and currency; `is_set_aside` for those whose issue was refused with a reason."""

    state: State
    currency: str
    is_set_aside: bool
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Outgoing documents before issue, and those that were issued late."""

    waiting: tuple[StateSum, ...]
    issued_late: tuple[StateSum, ...]


@dataclass(frozen=True, slots=True)
class ToReview:
    """Incoming documents to look at: without a purchase order, by reason, most first; and with findings."""

    unmatched: Mapping[Unmatched, int]
    findings: int


@dataclass(frozen=True, slots=True)
class PartnerSum:
    """What a partner owes late (or is owed): the sum, how many documents, the oldest due date."""

    public_id: UUID
    name: str
    count: int
    amount: Decimal
    oldest: date


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that was not issued, and why."""

    public_id: UUID
    partner: str
    amount: Decimal
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class Newest:
    """A document just issued or received; a credit note's amount is negative."""

    public_id: UUID
    number: str
    partner: str
    issue_date: date
    amount: Decimal
    currency: str


def open_by_due_date(direction: Direction) -> tuple[DaySum, ...]:
    """What is due of open documents, by currency and due date (None: without one). One statement, from its index."""
    return _by_day(_counted(direction).filter(OPEN), "due_date", Sum(OWED))


def issued_by_day(direction: Direction, since: date) -> tuple[DaySum, ...]:
    """Totals issued (or received) from a day on, by currency and issue date; credit notes count negative."""
    issued = _counted(direction).filter(state=State.ISSUED, issue_date__gte=since)
    return _by_day(issued, "issue_date", Sum(signed_total()))


def outgoing_to_review(late_since: date) -> Outgoing:
    """Documents before issue, and those issued from a day on more than 30 days after the period they bill.

    Both by state and currency, in one statement.
    """
    documents = _counted(Direction.OUTGOING)
    before = _by_state(documents.filter(state__in=(State.DRAFT, State.VERIFIED)))
    late = _by_state(documents.filter(ISSUED_LATE, issue_date__gte=late_since))
    found = tuple(StateSum(State(state), *rest) for state, *rest in before.union(late, all=True))
    return Outgoing(
        tuple(each for each in found if each.state != State.ISSUED),
        tuple(each for each in found if each.state == State.ISSUED),
    )


def set_aside(most: int) -> tuple[SetAside, ...]:
    """The newest documents that were not issued, with the reasons; one statement."""
    found = _counted(Direction.OUTGOING).filter(SET_ASIDE).order_by("-id")
    columns = ("public_id", "partner__name", "total", "currency", "set_aside")
    return tuple(SetAside(*row) for row in found.values_list(*columns)[:most])


def incoming_to_review() -> ToReview:
    """Incoming documents without a purchase order, and those with findings; one statement, from their indexes."""
    documents = _counted(Direction.INCOMING).order_by()
    reasons = documents.filter(UNMATCHED).values(reason=KT("explanation__unmatched")).annotate(count=Count("*"))
    findings = documents.filter(has_findings()).values(reason=Value(FINDINGS)).annotate(count=Count("*"))
    columns = ("reason", "count")
    found = dict(reasons.values_list(*columns).union(findings.values_list(*columns), all=True))
    counted = found.pop(FINDINGS, 0)
    unmatched = {Unmatched(reason or Unmatched.NOT_SEARCHED): count for reason, count in found.items()}
    return ToReview(dict(sorted(unmatched.items(), key=lambda each: (-each[1], each[0]))), counted)


def largest_overdue(direction: Direction, currency: str, today: date, most: int) -> tuple[PartnerSum, ...]:
    """The partners with the largest sums overdue in a currency; one statement, names looked up for those alone."""
    overdue = _counted(direction).filter(OPEN, currency=currency, due_date__lt=today).order_by()
    sums = overdue.values("partner_id").annotate(count=Count("*"), amount=Sum(OWED), oldest=Min("due_date"))
    text, given = sums.order_by("-amount", "partner_id")[:most].query.sql_with_params()
    named = (
        f"SELECT public_id, name, count, amount, oldest FROM ({text}) s JOIN partners_partner p ON p.id = partner_id"  # noqa: S608  what the query compiler wrote
    )
    return tuple(PartnerSum(*row) for row in rows(f"{named} ORDER BY amount DESC, partner_id", given))


def newest(direction: Direction, most: int) -> tuple[Newest, ...]:
    """The documents issued or received last; one statement."""
    dated = _counted(direction).filter(state=State.ISSUED, issue_date__isnull=False).order_by("-issue_date", "-id")
    columns = ("public_id", "number", "partner__name", "issue_date", signed_total(), "currency")
    return tuple(Newest(*row) for row in dated.values_list(*columns)[:most])


def _counted(direction: Direction) -> TenantQuerySet[Document]:
    return Document.objects.filter(direction=direction).exclude(kind=DocumentKind.SUMMARY)


def _by_state(documents: TenantQuerySet[Document]) -> QuerySet[Document, tuple[Any, ...]]:
    aside = ExpressionWrapper(~Q(set_aside=""), BooleanField())
    grouped = documents.order_by().values("state", "currency", aside=aside)
    summed = grouped.annotate(count=Count("*"), amount=Sum(signed_total()))
    return summed.values_list("state", "currency", "aside", "count", "amount")


def _by_day(documents: TenantQuerySet[Document], column: str, amount: Sum) -> tuple[DaySum, ...]:
    grouped = documents.order_by().values("currency", column).annotate(count=Count("*"), amount=amount)
    found: Iterable[tuple[str, date | None, int, Decimal]] = grouped.values_list("currency", column, "count", "amount")
    return tuple(DaySum(*row) for row in found)
