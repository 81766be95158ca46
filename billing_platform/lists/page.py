"""The page of a list: what `render` is given, and the one view function that rooms wrap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from billing_platform.lists import shown
from billing_platform.lists.context import ListContext
from billing_platform.lists.counts import Count, view_counts
from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.rows import Page, chosen_columns, narrowed, page_of, sums_of
from billing_platform.lists.state import SEARCH, ListState, state_of
from people.access import PersonRequest, today_of

TEMPLATE = "lists/list.html"


def list_page(
    request: PersonRequest,
    definition: ListDefinition,
    *,
    template: str = TEMPLATE,
    can_tick: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a list in the state of the address. The view that calls it declares `definition.permission`.

    `template` extends `lists/list.html`, which says what its blocks are; `extra` is what it prints besides.
    """
    context = context_of(request)
    state = state_of(definition, request.GET)
    page = page_of(definition, state, context)
    counts = view_counts(
        definition, narrowed(definition, state, context), context, may_be_dear=state.is_narrowed
    )  # fmt: skip
    values = _around(definition, state, context, page, counts)
    columns = chosen_columns(definition, state, context)
    values["rows"] = shown.printed_rows(definition, page.rows, columns, context, ticks=can_tick)
    return render(request, template, {**values, "can_tick": can_tick, **(extra or {})})


def context_of(request: PersonRequest) -> ListContext:
    """Who asks, and which day it is where they work."""
    return ListContext(request.user, today_of(request))


def _around(
    definition: ListDefinition, state: ListState, context: ListContext, page: Page, counts: Mapping[str, Count]
) -> dict[str, Any]:
    """Everything but the rows; the sums of a list too long to add up for each look are left to a link."""
    total = counts[state.view]
    return {
        "list": definition,
        "state": state,
        "found": page.rows,
        "heads": shown.heads(state, chosen_columns(definition, state, context)),
        "views": shown.tabs(definition, state, counts),
        "chips": shown.chips(state, context),
        "groups": shown.filter_groups(definition, state, context),
        "kept_by_filters": shown.kept_by(state, replaced=tuple(shown.names_of_filters(definition))),
        "kept_by_search": shown.kept_by(state, replaced=(SEARCH,)),
        "unfiltered_url": shown.unfiltered_url(definition, state),
        "pages": shown.pages(definition, state, page, total),
        "total": total,
        "sums": sums_of(definition, state, context) if total.is_exact and total.number else (),
    }
