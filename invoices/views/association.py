"""What a buyer does about the purchase order of a received document: match again, move, ask why not another one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import Refusal
from common.ui.fields import add_refusal
from common.ui.toasts import tell
from invoices.forms import ReasonForm
from invoices.models import Document
from invoices.operations.match_again import match_again
from invoices.operations.move import move_to_order
from invoices.queries.association import can_be_moved, match_preview, move_plan, why_not
from invoices.views.request_values import chosen_lines, chosen_order, document_of, number_of
from people.access import PersonRequest, requires
from people.permissions import Permission
from purchase_orders.queries import order_choices


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_INVOICES, Permission.EDIT_PURCHASE_ORDERS)
def match(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show where the document would go now; with a reason it goes there."""
    document = _received(request, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if document.order_id is None and request.method == "POST":
        try:
            result = match_again([public_id], reason=request.POST.get("reason", ""))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, " ".join(result.waiting) or ("Matched." if result.matched else "It still finds no PO."))
            return redirect("invoices:detail", public_id)
    elif document.order_id is not None:
        return redirect("invoices:detail", public_id)
    context = {"document": document, "form": form, "found": match_preview(document), "back_url": _url_of(document)}
    return render(request, "invoices/match_again.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_INVOICES, Permission.EDIT_PURCHASE_ORDERS)
def move(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Choose an order and see what moving there does, line by line; with a reason the document goes there."""
    document = _received(request, public_id)
    order, lines = chosen_order(request) or _order_of(document), chosen_lines(request)
    form = ReasonForm(request.POST if request.POST.get("intent") == "move" else None, initial=request.POST.dict())
    if form.is_bound and order:
        seen = number_of(request.POST.get("seen", ""))
        try:
            is_moved = move_to_order(public_id, order, reason=request.POST.get("reason", ""), lines=lines, seen=seen)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, "Moved. The supplier sees it too." if is_moved else "It is there already; nothing changed.")
            return redirect("invoices:detail", public_id)
    context = _moving(document, order, lines, form)
    return render(request, "invoices/move.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.SEE_INVOICES, Permission.SEE_PURCHASE_ORDERS)
def why_not_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Why the document is not on the order that was picked."""
    document, order = _received(request, public_id), chosen_order(request)
    context = {
        "document": document,
        "choices": order_choices(),
        "order": order,
        "answer": why_not(document, order) if order else None,
        "back_url": _url_of(document),
    }
    return render(request, "invoices/why_not.html", context)


def _moving(document: Document, order: UUID | None, lines: dict[int, str] | None, form: ReasonForm) -> dict[str, Any]:
    return {
        "document": document,
        "form": form,
        "choices": order_choices(taking=(document.currency, document.partner_id)),
        "order": order,
        "plan": move_plan(document, order, lines) if order else None,
        "seen": document.association_changes.count(),
        "back_url": _url_of(document),
    }


def _received(request: PersonRequest, public_id: UUID) -> Document:
    document = document_of(public_id)
    if not can_be_moved(document):
        raise Http404("There is no such received document.")
    request.current_page = "invoices:incoming"
    return document


def _order_of(document: Document) -> UUID | None:
    return document.order.public_id if document.order and document.order.deleted_at is None else None


def _url_of(document: Document) -> str:
    return reverse("invoices:detail", args=[document.public_id])
