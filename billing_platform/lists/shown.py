"""What stands around the rows of a list, as values ready to print: tabs, chips, heads, filters, pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from billing_platform.lists.columns import Column
from billing_platform.lists.context import ListContext
from billing_platform.lists.counts import Count
from billing_platform.lists.definition import ListDefinition, Tick
from billing_platform.lists.filters import Choices, Control
from billing_platform.lists.queries import Kept
from billing_platform.lists.state import (
    PLACES,
    SAVED,
    SEARCH,
    SORT,
    ListState,
)  # fmt: skip
from common.ui.listing import sort_direction


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with the number of its rows, in words."""

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


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; `url` sorts by it, `direction` says how the list is sorted by it now."""

    label: str
    css: str
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready to print: its cells, and its box where it can be ticked."""

    id: str
    cells: SafeString
    tick: Tick | None
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field of the filter form, with what it holds now."""

    key: str
    label: str
    control: Control
    value: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """Fields of the filter form that belong together; a single one has no label of its own."""

    label: str
    fields: tuple[FilterField, ...]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column in the chooser."""

    key: str
    label: str
    is_on: bool
    is_fixed: bool


def tabs(definition: ListDefinition, state: ListState, counts: Mapping[str, Count], kept: Kept) -> tuple[Tab, ...]:
    """The list's own views; filters stay when one is chosen, place and order do not. Behind them the saved ones."""
    name, current = definition.view_parameter, kept.view(state.saved)
    own = tuple(
        Tab(
            view.label,
            state.address(drop=(*PLACES, SORT, SAVED), **{name: view.key}),
            counts[view.key].words,
            view.key == state.view and current is None,
        )
        for view in definition.views
    )
    return own + tuple(
        Tab(view.name, f"?{view.query}&{SAVED}={view.public_id}", "" if view.is_own else "shared", view is current)
        for view in kept.views
    )


def chips(state: ListState, context: ListContext) -> tuple[Chip, ...]:
    """What narrows the list besides the view and the search."""
    return tuple(
        Chip(
            each.filter.told,
            each.filter.words(each.value, context),
            state.address(drop=(*PLACES, each.filter.key)),
        )
        for each in state.narrowing
    )


def unfiltered_url(definition: ListDefinition, state: ListState) -> str:
    """The address of the same view with nothing narrowed."""
    return state.address(drop=(*PLACES, SEARCH, *(each.key for each in definition.filters if each.page is None)))


def heads(state: ListState, columns: Sequence[Column]) -> tuple[Head, ...]:
    """The heads; a link where an index sorts by the column, turned round where the list is sorted upwards by it."""
    return tuple(_head(state, column) for column in columns)


def _head(state: ListState, column: Column) -> Head:
    css = " ".join(name for name in column.css().split() if not name.startswith("card"))
    if not column.sort:
        return Head(column.label, css)
    direction = sort_direction(state.sort, column.sort)
    turned = f"-{column.sort}" if direction == "ascending" else column.sort
    return Head(column.label, css, state.address(drop=PLACES, sort=turned), direction)


def printed_rows(
    definition: ListDefinition, found: Sequence[Any], columns: Sequence[Column], context: ListContext, *, ticks: bool
) -> tuple[Row, ...]:
    """The rows with their cells as markup."""
    is_own = [column.key for column in columns] != [column.key for column in definition.columns if column.is_on]
    starts = [_opening(column, is_wanted=is_own) for column in columns]
    cells, acts = list(zip(starts, columns, strict=True)), _acts_of(definition, context)
    return tuple(
        Row(
            definition.row_id(row),
            SafeString("".join([f"{start}{column.printed(row)}</td>" for start, column in cells]) + acts(row)),
            definition.tick(row, context) if ticks and definition.tick else None,
            definition.edit_url(row, context) if definition.edit_url else "",
        )
        for row in found
    )


def _acts_of(definition: ListDefinition, context: ListContext) -> Callable[[Any], str]:
    """The last cell of a row, where the list has acts for this person."""
    acts = definition.acts_for(context)
    return lambda row: f'<td class="row-acts">{acts(row, context)}</td>' if acts else ""


def _opening(column: Column, *, is_wanted: bool) -> str:
    """The start of a cell: classes, and what it is called on a card."""
    names = column.css(is_wanted=is_wanted)
    css = f' class="{names}"' if names else ""
    label = "" if column.card == "lead" else f' data-label="{escape(column.label)}"'
    return f"<td{css}{label}>"


def filter_groups(definition: ListDefinition, state: ListState, context: ListContext) -> tuple[FilterGroup, ...]:
    """The filters that are offered, with what they hold now."""
    values = dict(state.parameters)
    fields = ((each, _field(each, values, context)) for each in definition.filters if each.is_offered)
    grouped = groupby(fields, key=lambda pair: pair[0].group or pair[0].key)
    return tuple(_group(list(pairs)) for _, pairs in grouped)


def _group(pairs: Sequence[tuple[Any, FilterField]]) -> FilterGroup:
    return FilterGroup(pairs[0][0].group, tuple(field for _, field in pairs))


def _field(narrowing: Any, values: Mapping[str, str], context: ListContext) -> FilterField:
    choices = narrowing.choices(context) if narrowing.choices else ()
    return FilterField(narrowing.key, narrowing.label, narrowing.control, values.get(narrowing.key, ""), choices)


def kept_by(state: ListState, *, replaced: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The parameters that a form of the list carries on: all but those it sets, and the place."""
    gone = {*replaced, *PLACES}
    return tuple((name, value) for name, value in state.parameters if name not in gone)


def column_choices(definition: ListDefinition, order: Sequence[str], on: Collection[str]) -> tuple[ColumnChoice, ...]:
    """Every column of the list as the chooser shows it: in this order, the ones that are on ticked."""
    return tuple(
        ColumnChoice(key, column.label, column.is_fixed or key in on, column.is_fixed)
        for key, column in ((key, definition.column(key)) for key in order)
    )


def names_of_filters(definition: ListDefinition) -> Iterator[str]:
    """The parameters that the filter form sets."""
    return (each.key for each in definition.filters if each.is_offered)
