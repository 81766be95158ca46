"""The page of a list: what `render` is given, and the one view function that rooms wrap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from billing_platform.lists import shown
from billing_platform.lists.context import ListContext
from billing_platform.lists.counts import Count, view_counts
from billing_platform.lists.definition import ListDefinition
from billing_platform.lists.queries import Kept, kept_by
from billing_platform.lists.rows import Page, chosen_columns, narrowed, page_of, sums_of
from billing_platform.lists.shown_pages import pages
from billing_platform.lists.shown_sorts import sorts
from billing_platform.lists.state import SEARCH, ListState, state_of
from people.access import PersonRequest, today_of

TEMPLATE = "lists/list.html"


def list_page(
    request: PersonRequest,
    definition: ListDefinition,
    *,
    template: str = TEMPLATE,
    can_tick: bool = False,
    about: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a list in the state of the address. The view that calls it declares `definition.permission`.

    An address that says nothing leads to what the person chose to begin with. `template` extends `lists/list.html`,
    which says what its blocks are; `extra` is what it prints besides. `about` is the parameter that makes it the list
    of one thing, on the thing's own page, whose view has checked who may see that; elsewhere it leads there.
    """
    context, kept = context_of(request), kept_by(request.user.pk, definition.key)
    if kept.start and not request.GET and not about:
        return redirect(f"{request.path}?{kept.start}")
    state = state_of(definition, _with(request.GET, about or {}), kept.look)
    if state.about and path_of(definition, state) != request.path:
        return redirect(path_of(definition, state) + state.address())
    page, columns = page_of(definition, state, context), chosen_columns(definition, state, context)
    counts = _counts(definition, state, context, page)
    values = _around(definition, state, context, page, counts[state.view]) | {
        "heads": shown.heads(state, columns),
        "rows": shown.printed_rows(definition, page.rows, columns, context, ticks=can_tick),
        "views": shown.tabs(definition, state, counts, kept),
        "can_tick": can_tick,
    }
    return render(request, template, {**values, **_saved(state, kept), **(extra or {})})


def _with(query: QueryDict, about: Mapping[str, str]) -> QueryDict:
    found = query.copy()
    for name, value in about.items():
        found[name] = value
    return found


def path_of(definition: ListDefinition, state: ListState) -> str:
    """The page that shows this state, without its query: the list's own, or that of the thing it is of."""
    about = state.about
    return about.filter.page(about.value) if about and about.filter.page else reverse(definition.url_name)


def context_of(request: PersonRequest) -> ListContext:
    """Who asks, and which day it is where they work."""
    return ListContext(request.user, today_of(request))


def _counts(definition: ListDefinition, state: ListState, context: ListContext, page: Page) -> dict[str, Count]:
    """How many each view holds. A page with all rows of its view is itself the count of that view; when the view has no
    condition of its own, those of the other views are among its rows, and nothing is looked for once more.
    """
    is_whole = page.after is None and state.page < 2 and not (state.after or state.before)
    has_all = is_whole and not definition.view(state.view).condition(context.today)
    found = definition.queryset(context).filter(pk__in=page.ids) if has_all else narrowed(definition, state, context)
    known = {state.view: Count(len(page.ids))} if is_whole else {}
    return view_counts(definition, found, context, known=known, may_be_dear=state.is_narrowed and not has_all)


def _around(
    definition: ListDefinition, state: ListState, context: ListContext, page: Page, total: Count
) -> dict[str, Any]:
    """What stands around the rows.

    Sums of a narrowed list come behind the page, those of a list too long to add up for each look by a link.
    """
    return {
        "list": definition,
        "state": state,
        "found": page.rows,
        "has_acts": definition.acts_for(context) is not None,
        "chips": shown.chips(state, context),
        "sorts": sorts(definition, state, context),
        "kept_by_search": shown.kept_by(state, replaced=(SEARCH,)),
        "kept_by_place": shown.kept_by(state, replaced=()),
        "unfiltered_url": shown.unfiltered_url(definition, state),
        "pages": pages(definition, state, page, total),
        "total": total,
        "sums": sums_of(definition, state, context) if total.is_exact and not state.is_narrowed else (),
    }


def _saved(state: ListState, kept: Kept) -> dict[str, Any]:
    """The saved view the list stands in, and whether it was changed since."""
    current = kept.view(state.saved)
    return {"saved": current, "is_changed": current is not None and current.query != state.to_keep}
