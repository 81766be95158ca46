"""What stands around a list: its sort order, its pages, and the addresses that change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

SORT = "sort"
PLACE = ("page", "after", "before")
COUNT_LIMIT = 10_000
PAGE_SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class PageSize:
    """A choice of how many rows a page has."""

    rows: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list one is: words ready to print, and the addresses of the neighbours ("" where there is none)."""

    summary: str
    previous_url: str = ""
    next_url: str = ""
    sizes: tuple[PageSize, ...] = ()


def with_query(query: QueryDict, *, drop: Iterable[str] = (), **changes: object) -> str:
    """The query string of `query` with parameters dropped and replaced: "?status=open&page=2"; never empty."""
    changed = query.copy()
    for name in drop:
        changed.pop(name, None)
    for name, value in changes.items():
        changed[name] = str(value)
    return f"?{changed.urlencode()}"


def page_sizes(query: QueryDict, current: int, choices: Iterable[int] = PAGE_SIZES) -> tuple[PageSize, ...]:
    """The choices of page size; choosing one starts at the first page again. The parameter is named `per`."""
    return tuple(PageSize(rows, with_query(query, drop=PLACE, per=rows), rows == current) for rows in choices)


def range_words(first: int, shown: int, total: int) -> str:
    """Where a page lies in its list: "26–50 of 612"; a total above 10,000 is not counted out: "10,000+"."""
    if not shown:
        return "Nothing to show"
    whole = f"{COUNT_LIMIT:,}+" if total > COUNT_LIMIT else f"{total:,}"
    return f"{first:,}–{first + shown - 1:,} of {whole}"


def sort_direction(order: str, column: str) -> str:
    """How a list in `order` ("due_on", "-due_on") is sorted by `column`: "ascending", "descending" or ""."""
    if order.removeprefix("-") != column:
        return ""
    return "descending" if order.startswith("-") else "ascending"


def sort_url(query: QueryDict, order: str, column: str) -> str:
    """The address that sorts by `column`, turned round when it already sorts the list upwards; back to page one."""
    turned = f"-{column}" if sort_direction(order, column) == "ascending" else column
    return with_query(query, drop=PLACE, **{SORT: turned})


def searched_words(query: QueryDict, longest: int = 200) -> str:
    """What a list is searched for, by the parameter `q`, cut to `longest` characters; "" for nothing."""
    return query.get("q", "").replace("\0", "").strip()[:longest]
