"""The form of a purchase order: a new one, a copy, an edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from billing_platform.notifications.queries import bounces_of
from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from purchase_orders.one_time_queries import open_purchase, words_for_new_orders
from purchase_orders.operations.orders import create_order, edit_order
from purchase_orders.operations.trial import ask_for_edit
from purchase_orders.order_entry import OrderEntry, Shown, entry_for
from purchase_orders.order_queries import OrderDetail, last_edit, supplier_choices
from purchase_orders.refusals import ChangedMeanwhile
from purchase_orders.request_values import order_of
from purchase_orders.what_if_queries import WhatIf, what_if_edited

WHAT_IF, LIVE_TOTALS = "what_if", "live_totals"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PURCHASE_ORDERS)
def new_order(request: PersonRequest) -> HttpResponse:
    """The form of a new purchase order; `?copy=` starts with what another one holds."""
    today = today_of(request)
    copied = order_of(request.GET["copy"], today) if "copy" in request.GET else None
    shown = _copied(copied) if copied else Shown(suppliers=supplier_choices(), currency=request.organization.currency)
    entry = entry_for(shown, request.POST if request.method == "POST" else None)
    if LIVE_TOTALS in request.POST:
        return _totals(request, entry)
    if WHAT_IF in request.POST:
        return _tried(request, entry, None, "Create purchase order")
    order = _saved(entry, lambda: create_order(entry.facts(), today=today))
    if order is None:
        return _form(request, entry, title="Create purchase order")
    _tell(request, f"Purchase order {order.po_id} created.", entry)
    return redirect("purchase_orders:detail", order.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_PURCHASE_ORDERS)
def edit_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The form of a purchase order that is there; refused when somebody changed it since it was opened."""
    today = today_of(request)
    order = order_of(public_id, today)
    entry = entry_for(_shown(order), request.POST if request.method == "POST" else None)
    if LIVE_TOTALS in request.POST:
        return _totals(request, entry)
    if WHAT_IF in request.POST:
        return _tried(request, entry, order, f"Edit {order.facts.po_id}")
    try:
        saved = _saved(
            entry, lambda: edit_order(order.id, entry.facts(), today=today, expected_edited_at=entry.version)
        )
    except ChangedMeanwhile:
        return _form(request, entry, title=f"Edit {order.facts.po_id}", order=order_of(public_id, today), is_late=True)
    if saved is None:
        return _form(request, entry, title=f"Edit {order.facts.po_id}", order=order)
    _tell(request, f"Purchase order {saved.po_id} saved.", entry)
    return redirect("purchase_orders:detail", public_id)


def _tell(request: PersonRequest, done: str, entry: OrderEntry) -> None:
    """What was done, and that its lines end too early where they do."""
    tell(request, done)
    if words := entry.uncovered_words(today_of(request)):
        messages.warning(request, words)


def _totals(request: PersonRequest, entry: OrderEntry) -> HttpResponse:
    """What the lines come to as they are typed; nothing is checked or written."""
    return render(request, "purchase_orders/_form_totals.html", {"lines": entry.lines, "is_live": True})


def _tried(request: PersonRequest, entry: OrderEntry, order: OrderDetail | None, title: str) -> HttpResponse:
    """What saving it would have changed in the last twelve months, above what was typed; or in the background."""
    today, order_id, preview = today_of(request), order.id if order else None, None
    if entry.is_valid() and request.POST[WHAT_IF] == "all":
        return redirect("purchase_orders:trial", ask_for_edit(order_id, entry.facts(), today=today))
    if entry.is_valid():
        preview = what_if_edited(order_id, entry.facts(), today)
    return _form(request, entry, title=title, order=order, preview=preview)


def _saved(entry: OrderEntry, save: Callable[[], PurchaseOrder]) -> PurchaseOrder | None:
    """The order as it was saved; None when there is something to show again, with its errors."""
    if not entry.is_valid():
        return None
    try:
        return save()
    except ChangedMeanwhile:
        raise
    except Refusal as refusal:
        entry.refuse(refusal)
        return None


def _form(
    request: PersonRequest,
    entry: OrderEntry,
    *,
    title: str,
    order: OrderDetail | None = None,
    is_late: bool = False,
    preview: WhatIf | None = None,
) -> HttpResponse:
    context = {"entry": entry, "title": title, "order": order, "preview": preview}
    if order is None:
        context["open_purchase"] = words_for_new_orders(open_purchase())
    if is_late and order:
        context["theirs"] = last_edit(order.id)
    status = 409 if is_late else 422 if entry.has_errors else 200
    return render(request, "purchase_orders/form.html", context, status=status)


def _shown(order: OrderDetail) -> Shown:
    return replace(_copied(order), edited_at=order.edited_at, is_used=order.is_used)


def _copied(order: OrderDetail) -> Shown:
    bounces = bounces_of([who.email for who in order.facts.contacts])
    return Shown(order.facts, suppliers=supplier_choices(order), currency=order.facts.currency, bounces=bounces)
