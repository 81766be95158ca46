"""What a list of documents is narrowed to, read from the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from invoices.models import Document
from invoices.querysets import in_view, mentioning
from invoices.shown_status import ShownStatus, has_status
from tenants.base import TenantQuerySet

OUTGOING_VIEWS = {
    "all": "All",
    "drafts": "Drafts",
    "verified": "Verified",
    "issued": "Issued",
    "overdue": "Overdue",
}
INCOMING_VIEWS = {"all": "All", "unmatched": "Unmatched", "overdue": "Overdue", "findings": "With findings"}
LONGEST_SEARCH = 200
FILTERS = ("q", "status", "partner", "since", "until")


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """A view and what narrows it further; `since` and `until` are issue dates, both included."""

    view: str = "all"
    text: str = ""
    status: ShownStatus | None = None
    partner: UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the view leaves documents out."""
        return any((self.text, self.status, self.partner, self.since, self.until))


def filter_of(query: QueryDict, views: Mapping[str, str]) -> DocumentFilter:
    """The filter an address names; what can't be understood narrows nothing."""
    view, status = query.get("view", ""), query.get("status", "")
    return DocumentFilter(
        view=view if view in views else "all",
        text=query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        status=ShownStatus(status) if status in ShownStatus.values else None,
        partner=_uuid(query.get("partner", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
    )


def narrowed(documents: TenantQuerySet[Document], chosen: DocumentFilter, today: date) -> TenantQuerySet[Document]:
    """The documents the filter leaves."""
    found = documents.filter(in_view(chosen.view, today))
    if chosen.text:
        found = found.filter(mentioning(chosen.text))
    if chosen.status:
        found = found.filter(has_status(chosen.status, today))
    given: dict[str, Any] = {
        "partner__public_id": chosen.partner,
        "issue_date__gte": chosen.since,
        "issue_date__lte": chosen.until,
    }
    return found.filter(**{name: value for name, value in given.items() if value is not None})


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
