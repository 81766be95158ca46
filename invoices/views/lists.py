"""The lists of outgoing and incoming documents, and of those matched to a purchase order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.ui.listing import PLACE, Pages, with_query
from invoices import tables
from invoices.filters import filter_of, narrowed
from invoices.forms import NarrowForm
from invoices.queries.lists import list_page, partner_choices, sums_by_currency, view_counts
from invoices.queries.of_order import matched_documents, order_by_public_id
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_INVOICES)
def outgoing(request: PersonRequest) -> HttpResponse:
    """What this organization invoices, drafts included."""
    return _listed(request, tables.OUTGOING)


@require_safe
@requires(Permission.SEE_INVOICES)
def incoming(request: PersonRequest) -> HttpResponse:
    """What suppliers have invoiced to this organization."""
    return _listed(request, tables.INCOMING)


@require_safe
@requires(Permission.SEE_INVOICES)
def of_order(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The documents matched to a purchase order: a page of its own, or only the list for htmx."""
    order = order_by_public_id(public_id)
    if order is None:
        raise Http404("There is no such purchase order.")
    page = matched_documents(order, tables.PAGE_SIZE, today_of(request), tables.places_of(request.GET))
    pages = Pages(
        f"{len(page.rows):,} on this page",
        request.path + with_query(request.GET, drop=PLACE, before=page.before) if page.before else "",
        request.path + with_query(request.GET, drop=PLACE, after=page.after) if page.after else "",
    )
    template = "invoices/_of_order.html" if request.headers.get("HX-Request") else "invoices/of_order.html"
    return render(request, template, {"order": order, "rows": page.rows, "pages": pages})


def _listed(request: PersonRequest, kind: tables.ListKind) -> HttpResponse:
    today, query = today_of(request), request.GET
    chosen = filter_of(query, kind.views)
    everywhere = narrowed(kind.documents(), replace(chosen, view="all"), today)
    found = narrowed(kind.documents(), chosen, today)
    sort, size = tables.sort_of(query, chosen.view), tables.size_of(query)
    page = list_page(found, sort, size, today, tables.places_of(query))
    sums = sums_by_currency(found)
    counts = view_counts(everywhere, kind.views, today, is_narrowed=chosen.is_narrowed)
    partners, total = partner_choices(kind.side), sum(each.count for each in sums)
    context = {
        "chosen": chosen,
        "sort": sort,
        "rows": page.rows,
        "sums": sums,
        "total": total,
        "pages": tables.pages_of(query, page, total, size),
        "views": tables.view_tabs(query, kind.views, chosen.view, counts),
        "chips": tables.filter_chips(query, chosen, dict(partners)),
        "narrow": NarrowForm(initial=query.dict(), partners=partners, is_incoming=kind is tables.INCOMING),
        "unfiltered_url": tables.without_filters(query),
    }
    return render(request, kind.template, context | _allowed(request))


def _allowed(request: PersonRequest) -> dict[str, Any]:
    may = request.user.may
    return {
        "can_edit": may(Permission.EDIT_DRAFTS),
        "can_issue": may(Permission.ISSUE_INVOICES),
        "can_upload": may(Permission.UPLOAD_INVOICES),
    }
