"""Suspending and re-activating purchase orders, one or many: first what will happen, then it happens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from purchase_orders.operations.orders import set_suspended
from purchase_orders.operations.trial import ask_for_suspension
from purchase_orders.queries import OrderRow, active_room, chosen_rows
from purchase_orders.what_if_queries import what_if_suspended

WHAT_IF = "what_if"
PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def suspension(request: PersonRequest) -> HttpResponse:
    """GET shows what suspending the chosen orders does; POST suspends them."""
    return _answer(request, suspended=True)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CHANGE_PURCHASE_ORDER_STATUS)
def reactivation(request: PersonRequest) -> HttpResponse:
    """GET shows what re-activating the chosen orders does; POST re-activates them."""
    return _answer(request, suspended=False)


def _answer(request: PersonRequest, *, suspended: bool) -> HttpResponse:
    today = today_of(request)
    chosen = chosen_rows(_chosen_ids(request), today)
    changing = [row for row in chosen if row.is_suspended is not suspended]
    refused, wanted = None, request.POST.get(WHAT_IF, "")
    if wanted == "all":
        ids = [row.id for row in changing]
        return redirect("purchase_orders:trial", ask_for_suspension(ids, suspended=suspended, today=today))
    if request.method == "POST" and not wanted:
        try:
            set_suspended([row.id for row in changing], suspended=suspended, today=today)
        except Refusal as refusal:
            refused = refusal
        else:
            return _told(request, changing, suspended=suspended)
    left_out = [row for row in chosen if row not in changing]
    context = {"changing": changing, "left_out": left_out, "suspended": suspended, "refused": refused}
    context |= {} if suspended else {"room": active_room(today)}
    if wanted:
        context["preview"] = what_if_suspended([row.id for row in changing], suspended=suspended, today=today)
    return render(request, "purchase_orders/status_change.html", context, status=422 if refused else 200)


def _told(request: PersonRequest, changed: Sequence[OrderRow], *, suspended: bool) -> HttpResponse:
    """Back to the order or the list, with the result and its undoing."""
    undone_by = reverse("purchase_orders:reactivation" if suspended else "purchase_orders:suspension")
    chosen = urlencode({"row": [str(row.public_id) for row in changed]}, doseq=True)
    what = changed[0].po_id if len(changed) == 1 else f"{len(changed)} purchase orders"
    done = "suspended" if suspended else "re-activated"
    if changed:
        tell(request, f"{what} {done}.", undo_url=f"{undone_by}?{chosen}")
    else:
        messages.info(request, f"Nothing to change: what was chosen is {done} already.")
    if len(changed) == 1:
        return redirect("purchase_orders:detail", changed[0].public_id)
    return redirect("purchase_orders:list")


def _chosen_ids(request: PersonRequest) -> list[UUID]:
    """The rows ticked, of the form or of the address; what is no id is nobody's."""
    found = request.POST.getlist("row") or request.GET.getlist("row")
    return [UUID(text) for text in found if PUBLIC_ID.fullmatch(text)]
