"""What a list of documents is narrowed to, read from the address of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q
from django.db.models.lookups import Exact
from django.http import QueryDict

from common.ui.listing import searched_words
from invoices.aging import Age
from invoices.models import ISSUED_LATE, Document
from invoices.querysets import SET_ASIDE, in_view, mentioning, of_age, unmatched_for
from invoices.shown_status import ShownStatus, has_status
from purchase_orders.explanation import Unmatched
from tenants.base import TenantQuerySet

OUTGOING_VIEWS = {
    "all": "All",
    "drafts": "Drafts",
    "verified": "Verified",
    "issued": "Issued",
    "open": "Open",
    "overdue": "Overdue",
}
INCOMING_VIEWS = {
    "all": "All",
    "unmatched": "Unmatched",
    "open": "Open",
    "overdue": "Overdue",
    "findings": "With findings",
}
Member = TypeVar("Member", bound=Enum)
CURRENCY = re.compile(r"[A-Z]{3}")
FILTERS = (
    "q", "status", "partner", "since", "until", "currency", "due_since", "due_until", "age", "reason", "late",
    "set_aside", "undated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """A view and what narrows it further.

    `since` and `until` are issue dates, `due_since` and `due_until` due dates, all included. `age` and `reason` are
    classes of open and of unmatched documents; `late` are those issued more than 30 days after what they bill.
    """

    view: str = "all"
    text: str = ""
    status: ShownStatus | None = None
    partner: UUID | None = None
    since: date | None = None
    until: date | None = None
    currency: str = ""
    due_since: date | None = None
    due_until: date | None = None
    age: Age | None = None
    reason: Unmatched | None = None
    late: bool = False
    set_aside: bool | None = None
    undated: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view leaves documents out."""
        return replace(self, view="all") != DocumentFilter()


def filter_of(query: QueryDict, views: Mapping[str, str]) -> DocumentFilter:
    """The filter an address names; what can't be understood narrows nothing."""
    view, currency = query.get("view", ""), query.get("currency", "").strip().upper()
    return DocumentFilter(
        view=view if view in views else "all",
        text=searched_words(query),
        status=_member(ShownStatus, query.get("status", "")),
        partner=_uuid(query.get("partner", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        currency=currency if CURRENCY.fullmatch(currency) else "",
        due_since=_day(query.get("due_since", "")),
        due_until=_day(query.get("due_until", "")),
        age=_member(Age, query.get("age", "")),
        reason=_member(Unmatched, query.get("reason", "")),
        late=bool(query.get("late")),
        set_aside=query["set_aside"] != "0" if query.get("set_aside") else None,
        undated=bool(query.get("undated")),
    )


def narrowed(documents: TenantQuerySet[Document], chosen: DocumentFilter, today: date) -> TenantQuerySet[Document]:
    """The documents the filter leaves."""
    found = documents.filter(in_view(chosen.view, today), *_conditions(chosen, today))
    if chosen.text:
        found = found.filter(mentioning(chosen.text))
    given: dict[str, Any] = {
        "partner__public_id": chosen.partner,
        "issue_date__gte": chosen.since,
        "issue_date__lte": chosen.until,
        "currency": chosen.currency or None,
        "due_date__gte": chosen.due_since,
        "due_date__lte": chosen.due_until,
    }
    return found.filter(**{name: value for name, value in given.items() if value is not None})


def _conditions(chosen: DocumentFilter, today: date) -> Iterator[Q | Exact[str]]:
    if chosen.status:
        yield has_status(chosen.status, today)
    if chosen.age:
        yield of_age(chosen.age, today)
    if chosen.reason:
        yield unmatched_for(chosen.reason)
    if chosen.late:
        yield ISSUED_LATE
    if chosen.set_aside is not None:
        yield SET_ASIDE if chosen.set_aside else ~SET_ASIDE
    if chosen.undated:
        yield Q(due_date=None)


def _member(choices: type[Member], text: str) -> Member | None:
    return next((member for member in choices if member.value == text), None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
