"""Open unmatched invoices that would find their purchase order now: previewed, then matched with a reason."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from invoices.forms import ReasonForm
from invoices.operations.match_again import MatchedAgain, match_again
from invoices.queries.fitting import Fitting, fitting_documents
from invoices.queries.of_order import order_by_public_id
from invoices.views.request_values import number_of
from people.access import PersonRequest, requires
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_INVOICES, Permission.EDIT_PURCHASE_ORDERS)
def of_one(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Those that the order would take, 500 after the other."""
    order = order_by_public_id(public_id)
    if order is None:
        raise Http404("There is no such purchase order.")
    return _answer(request, order)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_INVOICES, Permission.EDIT_PURCHASE_ORDERS)
def of_any(request: PersonRequest) -> HttpResponse:
    """Those that any order would take, as after several came in."""
    return _answer(request, None)


def _answer(request: PersonRequest, order: PurchaseOrder | None) -> HttpResponse:
    request.current_page = "purchase_orders:list"
    form = ReasonForm(request.POST if request.method == "POST" else None)
    found = fitting_documents(order, number_of(request.GET.get("start", "")) or 0)
    if request.method == "POST":
        shown, only = set(request.POST.getlist("document")), order.pk if order else None
        documents = [row.public_id for row in found.rows if str(row.public_id) in shown]
        try:
            result = match_again(documents, reason=request.POST.get("reason", ""), only=only)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _matched(request, order, found, result)
    is_part = order is not None and bool(request.headers.get("HX-Request"))
    template = "invoices/_fitting.html" if is_part else "invoices/fitting.html"
    context = {"order": order, "found": found, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def _matched(request: PersonRequest, order: PurchaseOrder | None, found: Fitting, result: MatchedAgain) -> HttpResponse:
    """What was matched, and on to the documents that were not looked at, or back."""
    where = order.po_id if order else "their purchase orders"
    tell(request, " ".join([f"{result.matched} matched to {where}.", *result.waiting]))
    if found.left:
        page = reverse("invoices:fitting", args=[order.public_id]) if order else reverse("invoices:fitting_any")
        return redirect(f"{page}?start={found.start_after(result.matched)}")
    return redirect("purchase_orders:detail", order.public_id) if order else redirect("purchase_orders:list")
