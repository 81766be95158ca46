"""A one-time purchase as a guided action: what it suspends, what it keeps suspended, and giving exactly that back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import Refusal
from common.ui.toasts import ToastOffer, tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.one_time_queries import matched_since, open_purchase, others_unsuspended, suspended_rows
from purchase_orders.operations.one_time import finish_one_time, keep_suspended, start_one_time
from purchase_orders.request_values import order_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def start(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """GET shows which orders a one-time purchase on this one suspends; POST suspends them."""
    today = today_of(request)
    order, refused = order_of(public_id, today), None
    if request.method == "POST":
        try:
            start_one_time(order.id)
        except Refusal as refusal:
            refused = refusal
        else:
            tell(request, f"The other purchase orders are suspended until the purchase on {order.facts.po_id} is done.")
            return redirect("purchase_orders:one_time")
    context = {
        "order": order,
        "changing": others_unsuspended(order.id, today),
        "open": open_purchase(),
        "refused": refused,
    }
    return render(request, "purchase_orders/one_time_start.html", context, status=422 if refused else 200)


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS)
def one_time(request: PersonRequest) -> HttpResponse:
    """The open one-time purchase: what it keeps suspended, and what has matched it since."""
    return _page(request)


@require_POST
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def finish(request: PersonRequest) -> HttpResponse:
    """Re-activate exactly the orders that were suspended for the purchase."""
    today = today_of(request)
    return _ended(request, lambda ident: f"{finish_one_time(ident, today=today)} re-activated. The purchase is done.")


@require_POST
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def keep(request: PersonRequest) -> HttpResponse:
    """Close the purchase and leave the others suspended."""

    def close(ident: int) -> str:
        keep_suspended(ident)
        return "The purchase is done. The other purchase orders stay suspended."

    return _ended(request, close)


def _ended(request: PersonRequest, end: Callable[[int], str]) -> HttpResponse:
    purchase = open_purchase()
    if purchase:
        try:
            tell(request, end(purchase.id), offer=_unmatched_offer(request))
        except Refusal as refusal:
            return _page(request, refusal)
    return redirect("purchase_orders:list")


def _unmatched_offer(request: PersonRequest) -> ToastOffer | None:
    """What came meanwhile may have found nothing; for whoever may match it again."""
    if not (request.user.may(Permission.SEE_INVOICES) and request.user.may(Permission.EDIT_PURCHASE_ORDERS)):
        return None
    return ToastOffer(reverse("invoices:fitting_any"), "Match unmatched invoices")


def _page(request: PersonRequest, refused: Refusal | None = None) -> HttpResponse:
    purchase = open_purchase()
    context = {
        "purchase": purchase,
        "held": suspended_rows(purchase, today_of(request)) if purchase else [],
        "matched": ", ".join(matched_since(purchase)) if purchase else "",
        "can_change_status": request.user.may(Permission.CHANGE_PURCHASE_ORDER_STATUS),
        "refused": refused,
    }
    return render(request, "purchase_orders/one_time.html", context, status=422 if refused else 200)
