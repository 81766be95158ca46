"""What waits for a person: one task for each count that somebody has to bring to zero, with the list behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse

from common.money import ZERO
from common.ui.figures import money_text
from common.ui.tiles import Task
from invoices.models import Direction, State
from invoices.queries import figures
from invoices.queries.figures import StateSum, ToReview
from people.models import Account
from people.permissions import Permission
from purchase_orders.queries import OrderFigures, order_figures
from reports.addresses import documents, orders
from reports.queries.jobs import failed_count
from reports.sides import DashboardSide, sides_of
from tenants.border import OrganizationRef

URGENCY = ("bad", "warn", "")


def needs_you(person: Account, organization: OrganizationRef, today: date) -> tuple[Task, ...]:
    """What waits for this person on every side they see, the most urgent first; at most five statements.

    The length of the answer is the number a bell shows.
    """
    sides, found = sides_of(person, organization), list(job_tasks(person))
    if DashboardSide.SELLING in sides:
        found += selling_tasks(person, figures.outgoing_to_review(today).waiting)
    if DashboardSide.BUYING in sides and person.may(Permission.SEE_INVOICES):
        found += document_tasks(figures.incoming_to_review())
    if DashboardSide.BUYING in sides and person.may(Permission.SEE_PURCHASE_ORDERS):
        found += order_tasks(order_figures(today))
    return by_urgency(found)


def by_urgency(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The most urgent first, else in their order."""
    return tuple(sorted(tasks, key=lambda task: URGENCY.index(task.tone)))


def selling_tasks(person: Account, waiting: Sequence[StateSum]) -> Iterator[Task]:
    """Documents that were set aside, and those that only wait for their issue."""
    aside = [each for each in waiting if each.is_set_aside]
    verified = [each for each in waiting if each.state == State.VERIFIED]
    if aside:
        url = documents(Direction.OUTGOING, set_aside="1")
        yield Task("warn", _told(aside, "was", "were", "set aside"), _amounts(aside), "Review", url, "warn")
    if verified:
        url, verb = documents(Direction.OUTGOING, view="verified"), _verb(person, Permission.ISSUE_INVOICES, "Issue")
        yield Task("invoice", _told(verified, "is", "are", "verified and not issued"), _amounts(verified), verb, url)


def document_tasks(found: ToReview) -> Iterator[Task]:
    """Incoming documents without a purchase order, and those with findings."""
    unmatched, findings = sum(found.unmatched.values()), found.findings
    if unmatched:
        what = f"{_documents(unmatched)} found no purchase order"
        url = documents(Direction.INCOMING, view="unmatched")
        yield Task("inbox", what, "Each says why; a changed purchase order takes the next ones", "Review", url, "warn")
    if findings:
        what = f"{_documents(findings)} {_have(findings)} findings"
        url = documents(Direction.INCOMING, view="findings")
        yield Task("eye", what, "Kept as received, look before paying", "Review", url)


def order_tasks(counted: OrderFigures) -> Iterator[Task]:
    """Purchase orders suspended for a one-time purchase, those of which a line is used up, and those at risk."""
    if counted.set_aside:
        verb = "is" if counted.set_aside == 1 else "are"
        what = f"{_orders(counted.set_aside)} {verb} suspended for a one-time purchase"
        url = reverse("purchase_orders:one_time")
        yield Task("pause", what, "New invoices don't find them until they are re-activated", "Review", url, "warn")
    if counted.exhausted:
        what = f"{_orders(counted.exhausted)} {_have(counted.exhausted)} a line with nothing left"
        note = "New invoices still match and take the balance below zero"
        yield Task("stop", what, note, "Review", orders("exhausted"), "bad")
    if counted.at_risk:
        what = f"{_orders(counted.at_risk)} {'is' if counted.at_risk == 1 else 'are'} at risk"
        yield Task("po", what, "Low, soon used up, or ending within 30 days", "Review", orders("at_risk"), "warn")


def job_tasks(person: Account) -> Iterator[Task]:
    """Work in the background that was given up; for those who see jobs."""
    failed = failed_count() if person.may(Permission.SEE_JOBS) else 0
    if failed:
        what = f"{failed:,} job{'' if failed == 1 else 's'} failed"
        yield Task("jobs", what, "Nothing was left half-done", "Review", f"{reverse('jobs:list')}?state=failed", "bad")


def amounts_of(waiting: Iterable[StateSum]) -> Mapping[str, Decimal]:
    """What waits, by currency in the order of their codes."""
    found: dict[str, Decimal] = {}
    for each in sorted(waiting, key=lambda one: one.currency):
        found[each.currency] = found.get(each.currency, ZERO) + each.amount
    return found


def _amounts(waiting: Iterable[StateSum]) -> str:
    return ", ".join(money_text(amount, code) for code, amount in amounts_of(waiting).items())


def _told(waiting: Iterable[StateSum], one: str, many: str, what: str) -> str:
    count = sum(each.count for each in waiting)
    return f"{_documents(count)} {one if count == 1 else many} {what}"


def _verb(person: Account, permission: Permission, verb: str) -> str:
    return verb if person.may(permission) else "Look"


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _documents(count: int) -> str:
    return f"{count:,} document{'' if count == 1 else 's'}"


def _orders(count: int) -> str:
    return f"{count:,} purchase order{'' if count == 1 else 's'}"
