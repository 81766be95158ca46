"""The orders of a list as links, for rows as cards, which have no heads to sort by."""

from __future__ import annotations

from dataclasses import dataclass

from billing_platform.lists.columns import FIGURES, Kind
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import ListDefinition, Order
from billing_platform.lists.state import PLACES, SORT, ListState

DATES = frozenset({Kind.DATE, Kind.INSTANT})


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of an order, in words, and the address of the list sorted like that."""

    words: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SortChoice:
    """An order, called by its column where it has one, with its ways upwards and downwards."""

    label: str
    ways: tuple[Way, ...]


def sorts(definition: ListDefinition, state: ListState, context: ListContext) -> tuple[SortChoice, ...]:
    """Every order but those of columns that the person may not see. Filters, search and view stay, the place does not,
    as in the links of the heads.
    """
    by_order = {column.sort: column for column in definition.columns if column.sort}
    seen = {column.key for column in definition.columns_for(context)}
    choices = ((order, by_order.get(order.key)) for order in definition.orders)
    return tuple(
        SortChoice(column.label if column else order.label, _ways(order, column.kind if column else None, state))
        for order, column in choices
        if column is None or column.key in seen
    )


def _ways(order: Order, kind: Kind | None, state: ListState) -> tuple[Way, ...]:
    return tuple(
        Way(words, state.address(drop=PLACES, **{SORT: sort}), sort == state.sort)
        for words, sort in zip(_words(order, kind), (order.key, f"-{order.key}"), strict=True)
    )


def _words(order: Order, kind: Kind | None) -> tuple[str, str]:
    """What is first upwards and downwards; rows are numbered as they are made, so an order by id is one by age."""
    if kind in DATES or not order.field:
        return "oldest first", "newest first"
    if kind in FIGURES:
        return "lowest first", "highest first"
    return "ascending", "descending"
