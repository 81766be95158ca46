"""The history of the organization, and of one purchase order, document, partner or member."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing_platform.lists.page import list_page
from common.ui.paging import neighbours, turned_to
from people.access import PersonRequest, requires
from people.permissions import Permission
from reports.history_cells import history_row
from reports.history_list import HISTORY
from reports.queries.history import trail_of
from tenants.history.words import words_of

PAGE_SIZE = 50


@require_safe
@requires(Permission.SEE_HISTORY)
def history(request: PersonRequest) -> HttpResponse:
    """Everything that changed, newest first."""
    return list_page(request, HISTORY)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_PURCHASE_ORDERS)
def of_order(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to a purchase order, its lines and contacts."""
    request.current_page = "purchase_orders:list"
    return _page(request, "purchase_orders_purchaseorder", public_id)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_INVOICES)
def of_document(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to an invoice, credit note or draft and its lines."""
    return _page(request, "invoices_document", public_id)


@require_safe
@requires(Permission.SEE_HISTORY)
def of_partner(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to a trading partner, and its payment terms."""
    return _page(request, "partners_partner", public_id)


@require_safe
@requires(Permission.SEE_HISTORY)
def of_member(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to an account, its roles and the links mailed to it."""
    return _page(request, "people_account", public_id)


def _page(request: PersonRequest, table: str, public_id: UUID) -> HttpResponse:
    may = {permission.value for permission in request.user.permissions}.__contains__
    trail, words = trail_of(table, public_id, may), words_of(table)
    if trail is None or words is None:
        raise Http404("There is nothing with a history here.")
    turned = turned_to(request.GET, trail.count, PAGE_SIZE)
    has_page = bool(words.page) and not trail.is_gone and (not words.page_permission or may(words.page_permission))
    context = {
        "name": trail.name,
        "back_url": reverse(words.page, args=[public_id]) if has_page else "",
        "rows": [history_row(change, may) for change in trail.rows(turned.rows)],
        "pages": neighbours(request.GET, turned),
    }
    return render(request, "reports/history_of.html", context)
