"""The rows of a list in a state: narrowed, a page of them, all of them in chunks, their ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from billing_platform.lists.columns import Column
from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import CurrencySum, ListDefinition, Rows
from billing_platform.lists.keyset import Place, Slice, ordered, place_from, slice_of, slices
from billing_platform.lists.refusals import NotYourList
from billing_platform.lists.state import MOST_BY_NUMBER, ListState

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its rows as the columns read them and their ids, where its neighbours start, the number of its first
    row if known.
    """

    rows: tuple[Any, ...]
    ids: tuple[Any, ...]
    before: Place | None
    after: Place | None
    first: int = 0


def chosen_columns(definition: ListDefinition, state: ListState, context: ListContext) -> tuple[Column, ...]:
    """The columns of the state that this person may see, in the state's order."""
    seen = {column.key: column for column in definition.columns_for(context)}
    return tuple(seen[key] for key in state.columns if key in seen)


def matching(definition: ListDefinition, state: ListState, context: ListContext, *, view: bool = True) -> Rows:
    """What the state leaves, unsorted; with `view=False` in all views. It stays in the schema of the person.

    Refuses a person who lacks the list's permission (`NotYourList`): a stored state gives nobody more than the page.
    """
    if not context.may(definition.permission):
        raise NotYourList(f"The permission “{definition.permission.label}” is missing.")
    found = narrowed(definition, state, context)
    return in_view(definition, state.view, found, context) if view else found


def narrowed(definition: ListDefinition, state: ListState, context: ListContext) -> Rows:
    """What search and filters leave of all views. What they ask the database first is asked once for the context."""
    key = (definition.key, state.parameters)
    conditions: list[Any] = context.once(key, lambda: _conditions(definition, state, context))
    found = definition.queryset(context)
    return found.filter(*conditions) if conditions else found


def in_view(definition: ListDefinition, key: str, found: Rows, context: ListContext) -> Rows:
    """Of these the ones that belong to a view."""
    view = definition.view(key)
    seen = view.queryset(found) if view.queryset else found
    condition = view.condition(context.today)
    return seen.filter(condition) if condition else seen


def page_of(definition: ListDefinition, state: ListState, context: ListContext) -> Page:
    """The page the state asks for; one statement, two by number, and those of the list's own `rows`."""
    needs = needs_of(chosen_columns(definition, state, context), cells=True)
    found = definition.prepare(matching(definition, state, context), needs)
    order = definition.order(state.sort)
    if state.after or state.before or state.page < 2:
        cut = slice_of(found, order, state.sort, state.size, after=state.after, before=state.before)
        first = 1 + max(state.page - 1, 0) * state.size if state.page or not (state.after or state.before) else 0
    else:
        cut, first = _numbered(found, definition, state)
    ids = tuple(row.pk for row in cut.rows)
    return Page(tuple(definition.rows(cut.rows, context, needs)), ids, cut.before, cut.after, first)


def rows_in_chunks(
    definition: ListDefinition,
    state: ListState,
    context: ListContext,
    columns: Sequence[Column] | None = None,
    size: int = CHUNK,
) -> Iterator[Sequence[Any]]:
    """Every row the state leaves, in its order, `size` at a time, as the columns read them (`column.value(row)`).

    Reads what `columns` need, by default those of the state. A chunk is a statement of its own that starts behind the
    last row: read in one transaction of level REPEATABLE READ it is one moment, else rows written meanwhile may come.
    """
    needs = needs_of(chosen_columns(definition, state, context) if columns is None else columns)
    found = (definition.bare or definition.prepare)(matching(definition, state, context), needs)
    for chunk in slices(found, definition.order(state.sort), state.sort, size):
        yield definition.rows(chunk, context, needs)


def matching_ids(definition: ListDefinition, state: ListState, context: ListContext) -> list[int]:
    """The ids of every row the state leaves, upwards; one statement."""
    return list(matching(definition, state, context).order_by("id").values_list("pk", flat=True))


def sums_of(definition: ListDefinition, state: ListState, context: ListContext) -> tuple[CurrencySum, ...]:
    """What the state leaves, added up for each currency; one statement that reads all of it."""
    return definition.sums(matching(definition, state, context)) if definition.sums else ()


def needs_of(columns: Sequence[Column], *, cells: bool = False) -> frozenset[str]:
    """What must be read for the values of these columns, and for their cells."""
    return frozenset(need for column in columns for need in (*column.needs, *(column.cell_needs if cells else ())))


def _conditions(definition: ListDefinition, state: ListState, context: ListContext) -> list[Any]:
    conditions = [each.filter.condition(each.value, context) for each in state.chosen]
    if state.text and definition.search:
        conditions.append(definition.search.condition(state.text, context))
    return conditions


def _numbered(found: Rows, definition: ListDefinition, state: ListState) -> tuple[Slice, int]:
    """A page by its number, as far as numbers go: the place of the row before it, then the rows behind that."""
    order, downwards = definition.order(state.sort), state.sort.startswith("-")
    skipped = (min(state.page, MOST_BY_NUMBER // state.size) - 1) * state.size
    before = list(ordered(found, order, downwards=downwards).values_list(*order.fields)[skipped - 1 : skipped])
    if not before:
        return Slice((), None, None), 0
    place = place_from(order, before[0])
    return slice_of(found, order, state.sort, state.size, after=place), skipped + 1
