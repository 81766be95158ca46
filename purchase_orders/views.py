"""Pages of purchase orders: the list, one of them, and deleting it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from billing_platform.lists.page import list_page
from billing_platform.notifications.queries import bounces_of
from common.ui.paging import neighbours, turned_to
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders import tables
from purchase_orders.attachment_queries import attachment_rows
from purchase_orders.burn_down import burn_down
from purchase_orders.lists import LIST
from purchase_orders.one_time_queries import open_purchase
from purchase_orders.operations.orders import delete_order
from purchase_orders.order_queries import TABLE, OrderDetail, entry_count, entry_rows, notice_rows
from purchase_orders.request_values import order_of
from tenants.history.queries import changes_of


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def order_list(request: PersonRequest) -> HttpResponse:
    """The list, with what can be done with many of them."""
    allowed = _allowed(request)
    extra = {"one_time": open_purchase(), **allowed}
    can_tick = allowed["can_edit"] or allowed["can_change_status"]
    return list_page(request, LIST, template="purchase_orders/list.html", can_tick=can_tick, extra=extra)


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def order_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One purchase order; mails, history and matched documents for those who may see them."""
    today = today_of(request)
    order = order_of(public_id, today)
    turned = turned_to(request.GET, entry_count(order.id), tables.ENTRIES_ON_A_PAGE)
    context = {
        "one_time": open_purchase(),
        "order": order,
        "warning": tables.warning(order, today),
        "headline": tables.headline(order),
        "facts": tables.order_facts(order),
        "contacts": tables.contact_rows(order.facts.contacts, bounces_of([who.email for who in order.facts.contacts])),
        "uses": entry_rows(order.id, turned.rows),
        "pages": neighbours(request.GET, turned),
        "burn_down": burn_down(order, today),
        "dialogs": tables.dialogs(order),
        "attachments": attachment_rows(order.id),
    }
    return render(request, "purchase_orders/detail.html", context | _told(request, order) | _allowed(request))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PURCHASE_ORDERS)
def deletion(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then delete a purchase order; invoices keep what is printed on them."""
    order = order_of(public_id, today_of(request))
    if request.method != "POST":
        return render(request, "purchase_orders/deletion.html", {"order": order, "dialogs": tables.dialogs(order)})
    delete_order(order.id)
    tell(request, f"Purchase order {order.facts.po_id} deleted. Its ID can be used again.")
    return redirect("purchase_orders:list")


def _told(request: PersonRequest, order: OrderDetail) -> dict[str, Any]:
    """What was mailed and what was changed, for those who may see it."""
    told: dict[str, Any] = {}
    if request.user.may(Permission.SEE_NOTIFICATIONS):
        told["notices"] = tables.notice_entries(notice_rows(order.public_id))
    if request.user.may(Permission.SEE_HISTORY):
        told["changes"] = tables.change_entries(changes_of(TABLE, order.id))
    return told


def _allowed(request: PersonRequest) -> dict[str, bool]:
    """What the person may do here, and see beside it."""
    return {
        "can_edit": request.user.may(Permission.EDIT_PURCHASE_ORDERS),
        "can_change_status": request.user.may(Permission.CHANGE_PURCHASE_ORDER_STATUS),
        "can_see_invoices": request.user.may(Permission.SEE_INVOICES),
        "can_see_notices": request.user.may(Permission.SEE_NOTIFICATIONS),
        "can_see_history": request.user.may(Permission.SEE_HISTORY),
    }
