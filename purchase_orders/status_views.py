"""Suspending and re-activating one purchase order: asked once more, done, undone from the toast."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders import tables
from purchase_orders.operations.orders import set_suspended
from purchase_orders.operations.trial import ask_for_suspension
from purchase_orders.order_queries import OrderDetail
from purchase_orders.queries import active_room
from purchase_orders.request_values import order_of
from purchase_orders.what_if_queries import what_if_suspended

WHAT_IF = "what_if"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def suspension(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then suspend a purchase order."""
    return _answer(request, public_id, suspended=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def reactivation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask once more, then re-activate a purchase order."""
    return _answer(request, public_id, suspended=False)


def _answer(request: PersonRequest, public_id: UUID, *, suspended: bool) -> HttpResponse:
    today = today_of(request)
    order, tried = order_of(public_id, today), request.POST.get(WHAT_IF, "")
    if tried == "all":
        return redirect("purchase_orders:trial", ask_for_suspension([order.id], suspended=suspended, today=today))
    if request.method != "POST" or tried:
        return _asked(request, order, suspended=suspended)
    try:
        changed = set_suspended([order.id], suspended=suspended, today=today)
    except Refusal as refusal:
        return _asked(request, order, suspended=suspended, refused=refusal)
    _tell(request, order, suspended=suspended, changed=changed)
    return redirect("purchase_orders:detail", public_id)


def _asked(
    request: PersonRequest, order: OrderDetail, *, suspended: bool, refused: Refusal | None = None
) -> HttpResponse:
    context = {"order": order, "suspended": suspended, "refused": refused, "dialogs": tables.dialogs(order)}
    context |= {} if suspended else {"room": active_room(today_of(request))}
    if WHAT_IF in request.POST:
        context["preview"] = what_if_suspended([order.id], suspended=suspended, today=today_of(request))
    return render(request, "purchase_orders/status_change.html", context, status=422 if refused else 200)


def _tell(request: PersonRequest, order: OrderDetail, *, suspended: bool, changed: int) -> None:
    """The result and its undoing."""
    done = "suspended" if suspended else "re-activated"
    if not changed:
        messages.info(request, f"Nothing to change: {order.facts.po_id} is {done} already.")
        return
    undone_by = reverse(
        "purchase_orders:reactivation" if suspended else "purchase_orders:suspension", args=[order.public_id]
    )
    tell(request, f"{order.facts.po_id} {done}.", undo_url=undone_by)
