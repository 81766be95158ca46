"""Where one is in a list and the ways on, as values ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from billing_platform.lists.counts import Count
from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.filters import Control
from billing_platform.lists.rows import Page
from billing_platform.lists.state import MOST_BY_NUMBER, PAGE_SIZES, PLACES, ListState


@dataclass(frozen=True, slots=True)
class ListPages:
    """Where one is in the list, and the ways on: neighbours, page sizes, the page or value to go to."""

    summary: str
    previous_url: str
    next_url: str
    sizes: tuple[tuple[int, bool], ...]
    number: int
    last: int
    jump_label: str = ""
    jump_control: Control = "text"


def pages(definition: ListDefinition, state: ListState, page: Page, total: Count) -> ListPages:
    """Where the page lies and the ways on. A page is told by its number as long as it was reached step by step."""
    number = (page.first - 1) // state.size + 1 if page.first else 0
    order = definition.order(state.sort)
    return ListPages(
        summary=_summary(page, total),
        previous_url=_way(state, "before", page.before, number - 1),
        next_url=_way(state, "after", page.after, number + 1 if number else 0),
        sizes=tuple((size, size == state.size) for size in PAGE_SIZES),
        number=number,
        last=max(-(-min(total.number, MOST_BY_NUMBER) // state.size), 1),
        jump_label=order.label if order.field and order.can_jump else "",
        jump_control=order.control,
    )


def _way(state: ListState, name: str, place: Any, number: int) -> str:
    if place is None:
        return ""
    if number == 1 and name == "before":
        return state.address(drop=PLACES)
    known = {"page": number} if number > 0 else {}
    return state.address(drop=PLACES, **{name: place}, **known)


def _summary(page: Page, total: Count) -> str:
    if not page.rows:
        return "Nothing to show"
    if not page.first:
        return f"{len(page.rows):,} of {total.words}"
    return f"{page.first:,}–{page.first + len(page.rows) - 1:,} of {total.words}"
