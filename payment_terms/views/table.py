"""The list of payment terms."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.ui.listing import PAGE_SIZES, PLACE, Pages, page_sizes, with_query
from common.ui.paging import Turned, neighbours, turned_to
from payment_terms.forms import NarrowForm
from payment_terms.narrowing import FILTERS, VIEWS, is_narrowed, narrowed, ordered, sort_in, view_in
from payment_terms.queries.impact import counts_from_today
from payment_terms.queries.rows import terms_rows
from payment_terms.queries.views import countries, view_counts
from payment_terms.standing import default_standing
from payment_terms.views.frame import of_suppliers
from payment_terms.wording import as_text
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """A view with the number of its rows."""

    label: str
    url: str
    count: str
    is_current: bool


@require_safe
@requires(Permission.SEE_PAYMENT_TERMS)
@of_suppliers
def table(request: PersonRequest) -> HttpResponse:
    """Every buyer with its terms, narrowed and sorted as the address says."""
    today, query, default = today_of(request), request.GET, default_standing()
    everywhere = narrowed(query_without_view(query), today, default)
    counts = view_counts(everywhere, VIEWS, today)
    total = counts[view_in(query)]
    turned = turned_to(query, total, _size(query))
    found = ordered(narrowed(query, today, default), sort_in(query))[turned.rows]
    context = {
        "rows": terms_rows(found, today, default),
        "views": _tabs(query, counts),
        "pages": _pages(query, turned),
        "total": total,
        "sort": sort_in(query),
        "narrow": NarrowForm(initial=query.dict(), countries=countries()),
        "is_narrowed": is_narrowed(query),
        "unfiltered_url": with_query(query, drop=(*PLACE, *FILTERS)),
        "counts_from": counts_from_today(today),
        "default": as_text(default.terms) if default.terms else "",
        "can_edit": request.user.may(Permission.EDIT_PAYMENT_TERMS),
    }
    return render(request, "payment_terms/list.html", context)


def query_without_view(query: QueryDict) -> QueryDict:
    """What narrows every view alike."""
    every = query.copy()
    every.pop("view", None)
    return every


def _size(query: QueryDict) -> int:
    asked = query.get("per", "")
    return next((size for size in PAGE_SIZES if asked == str(size)), PAGE_SIZE)


def _tabs(query: QueryDict, counts: dict[str, int]) -> tuple[Tab, ...]:
    current = view_in(query)
    return tuple(
        Tab(label, with_query(query, drop=PLACE, view=key), f"{counts[key]:,}", key == current)
        for key, (label, _) in VIEWS.items()
    )


def _pages(query: QueryDict, turned: Turned) -> Pages:
    found = neighbours(query, turned)
    return Pages(found.summary, found.previous_url, found.next_url, page_sizes(query, turned.size))
