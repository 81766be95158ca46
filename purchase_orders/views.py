"""Pages of purchase orders: the list, one of them, creating, editing and deleting it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.notifications.queries import mails_about
from common.dates import local_today
from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires
from people.permissions import Permission
from purchase_orders import tables
from purchase_orders.filters import order_filter
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import create_order, delete_order, edit_order
from purchase_orders.order_entry import OrderEntry, Shown, entry_extended, entry_posted, entry_shown, is_extending
from purchase_orders.order_queries import (
    TABLE,
    OrderDetail,
    entry_count,
    entry_rows,
    last_edit,
    order_detail,
    supplier_choices,
)
from purchase_orders.queries import order_counts, order_rows
from purchase_orders.refusals import ChangedMeanwhile
from tenants.history.queries import changes_of


@requires(Permission.SEE_PURCHASE_ORDERS)
@require_safe
def order_list(request: PersonRequest) -> HttpResponse:
    """The list: views with their counts, search, sort, pages."""
    wanted, today = order_filter(request.GET), _today(request)
    counts = order_counts(wanted, today)
    rows = order_rows(wanted, today)
    context = {
        "wanted": wanted,
        "sort": wanted.sort,
        "views": tables.view_links(request.GET, wanted, counts),
        "orders": rows,
        "pages": tables.list_pages(request.GET, wanted, len(rows), counts[wanted.view]),
        "is_narrowed": wanted.is_narrowed,
        "can_edit": request.user.may(Permission.EDIT_PURCHASE_ORDERS),
        "can_change_status": request.user.may(Permission.CHANGE_PURCHASE_ORDER_STATUS),
    }
    return render(request, "purchase_orders/list.html", context)


@requires(Permission.SEE_PURCHASE_ORDERS)
@require_safe
def order_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One purchase order; mails, history and matched documents for those who may see them."""
    order = _order(public_id, _today(request))
    context = {"order": order, **_parts_of(order), **_entries_of(order, request.GET), **_allowed(request)}
    if request.user.may(Permission.SEE_NOTIFICATIONS):
        context["mails"] = tables.mail_entries(mails_about(order.public_id))
    if request.user.may(Permission.SEE_HISTORY):
        context["changes"] = tables.change_entries(changes_of(TABLE, order.id))
    return render(request, "purchase_orders/detail.html", context)


@requires(Permission.EDIT_PURCHASE_ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_order(request: PersonRequest) -> HttpResponse:
    """The form of a new purchase order; `?copy=` starts with those of another one."""
    today = _today(request)
    copied = _order(_uuid(request.GET["copy"]), today) if "copy" in request.GET else None
    known = copied.facts if copied else None
    shown = Shown(known, suppliers=supplier_choices(copied), currency=request.organization.currency)
    if request.method != "POST":
        return _form_page(request, entry_shown(shown, is_copy=True))
    if is_extending(request.POST):
        return _form_page(request, entry_extended(shown, request.POST))
    entry = entry_posted(shown, request.POST)
    try:
        order = create_order(entry.facts(), today=today) if entry.is_valid() else None
    except Refusal as refusal:
        entry.refuse(refusal)
        order = None
    if order is None:
        return _form_page(request, entry)
    tell(request, f"Purchase order {order.po_id} created.")
    return redirect("purchase_orders:detail", order.public_id)
