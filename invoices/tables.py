"""What stands around a list of documents: tabs, filter chips, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from common.ui.figures import day_text
from common.ui.listing import COUNT_LIMIT, PAGE_SIZES, PLACE, Pages, page_sizes, with_query
from invoices.aging import Age
from invoices.filters import FILTERS, INCOMING_VIEWS, OUTGOING_VIEWS, DocumentFilter
from invoices.keyset import BY_AGE, BY_ISSUE_DATE, ORDERS, Place, place_of
from invoices.models import ISSUED_LATE_AFTER, Document
from invoices.queries.lists import ListPage
from invoices.querysets import incoming, outgoing
from partners.models import Side
from tenants.base import TenantQuerySet

PAGE_SIZE = 50
SORTED_BY_AGE = frozenset({"drafts", "verified"})


@dataclass(frozen=True, slots=True)
class ListKind:
    """One of the two lists: its documents, its views, its side of trade, its page."""

    documents: Callable[[], TenantQuerySet[Document]]
    views: Mapping[str, str]
    side: Side
    template: str


OUTGOING = ListKind(outgoing, OUTGOING_VIEWS, Side.BUYER, "invoices/outgoing.html")
INCOMING = ListKind(incoming, INCOMING_VIEWS, Side.SUPPLIER, "invoices/incoming.html")


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with the number of its documents, in words."""

    label: str
    url: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing the list is narrowed to, and the address without it."""

    label: str
    value: str
    remove_url: str


def view_tabs(query: QueryDict, views: Mapping[str, str], current: str, counts: Mapping[str, int]) -> tuple[Tab, ...]:
    """The views of a list; filters stay when one is chosen, the place and the order do not."""
    return tuple(
        Tab(label, with_query(query, drop=(*PLACE, "sort"), view=view), count_words(counts[view]), view == current)
        for view, label in views.items()
    )


def filter_chips(query: QueryDict, chosen: DocumentFilter, partners: Mapping[str, str]) -> tuple[Chip, ...]:
    """What narrows the list besides the view and the search."""
    return tuple(
        Chip(label, value, with_query(query, drop=(*PLACE, name))) for name, label, value in _given(chosen, partners)
    )


def sort_of(query: QueryDict, view: str) -> str:
    """The order asked for, else newest first: drafts by when they were made, everything else by issue date."""
    asked = query.get("sort", "")
    return asked if asked in ORDERS else f"-{BY_AGE if view in SORTED_BY_AGE else BY_ISSUE_DATE}"


def size_of(query: QueryDict) -> int:
    """How many rows a page has."""
    asked = query.get("per", "")
    return next((size for size in PAGE_SIZES if asked == str(size)), PAGE_SIZE)


def places_of(query: QueryDict) -> dict[str, Place | None]:
    """Where the page starts, as the address says."""
    return {name: place_of(query.get(name, "")) for name in ("after", "before")}


def pages_of(query: QueryDict, page: ListPage, total: int, size: int) -> Pages:
    """How many rows are in sight, and the neighbours."""
    return Pages(
        summary=f"{len(page.rows):,} of {count_words(total)}" if page.rows else "Nothing to show",
        previous_url=with_query(query, drop=PLACE, before=page.before) if page.before else "",
        next_url=with_query(query, drop=PLACE, after=page.after) if page.after else "",
        sizes=page_sizes(query, size),
    )


def without_filters(query: QueryDict) -> str:
    """The address of the same view with nothing narrowed."""
    return with_query(query, drop=(*PLACE, *FILTERS))


def count_words(count: int) -> str:
    """A count as it is shown; more than 10,000 are not counted out."""
    return f"{COUNT_LIMIT:,}+" if count > COUNT_LIMIT else f"{count:,}"


def _given(chosen: DocumentFilter, partners: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if chosen.status:
        yield "status", "Status", str(chosen.status.label)
    if chosen.partner:
        yield "partner", "Organization", partners.get(str(chosen.partner), "unknown")
    if chosen.since:
        yield "since", "Issued from", day_text(chosen.since)
    if chosen.until:
        yield "until", "Issued to", day_text(chosen.until)
    if chosen.currency:
        yield "currency", "Currency", chosen.currency
    if chosen.due_since:
        yield "due_since", "Due from", day_text(chosen.due_since)
    if chosen.due_until:
        yield "due_until", "Due to", day_text(chosen.due_until)
    yield from _given_classes(chosen)


def _given_classes(chosen: DocumentFilter) -> Iterator[tuple[str, str, str]]:
    if chosen.age:
        yield "age", "Open", chosen.age.label if chosen.age is Age.NOT_DUE else f"overdue {chosen.age.label.lower()}"
    if chosen.reason:
        yield "reason", "Unmatched", chosen.reason.label
    if chosen.late:
        yield "late", "Issued late", f"over {ISSUED_LATE_AFTER} days after the period"
    if chosen.set_aside is not None:
        yield "set_aside", "Set aside", "not issued, with a reason" if chosen.set_aside else "no"
    if chosen.undated:
        yield "undated", "Due date", "none"
