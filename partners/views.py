"""Partners: one with what is known of it, and the number by which our own systems know it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.lists.page import list_page
from common.errors import Refusal
from common.ui.toasts import tell
from partners.lists import PARTNERS
from partners.models import Partner
from partners.number_cell import Edited, NumberCell
from partners.operations import NumberChange, PartnersChanged, change_numbers
from partners.queries import PartnerPage, partner_page
from people.access import PersonRequest, requires
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_PARTNERS)
def partners(request: PersonRequest) -> HttpResponse:
    """Whom this organization trades with, on either side."""
    can_edit = request.user.may(Permission.EDIT_PARTNERS)
    return list_page(request, PARTNERS, template="partners/list.html", extra={"can_edit": can_edit})


@require_safe
@requires(Permission.SEE_PARTNERS)
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One partner."""
    return _page(request, _partner(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@requires(Permission.EDIT_PARTNERS)
def number(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Note its number in our own systems, on its page or in its row of the list; the later of two who do is told."""
    cell, typed = _cell(public_id), request.POST.get("number", "")
    if request.method != "POST":
        return _noted(request, cell, Edited())
    try:
        change_numbers([NumberChange(public_id, request.POST.get("stamp", ""), typed)])
    except PartnersChanged as refusal:
        return _not_noted(request, cell, Edited("conflict", typed, refusal.message), 409)
    except Refusal as refusal:
        return _not_noted(request, cell, Edited("error", typed, f"It {refusal.message}"), 422)
    is_undo = "is_undo" in request.POST
    return _noted(
        request, _cell(public_id), Edited() if is_undo else Edited("saved", note="Saved.", former=cell.number)
    )


def _noted(request: PersonRequest, cell: NumberCell, edited: Edited) -> HttpResponse:
    """The row's cell, or back to the page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(cell.html(edited))
    if edited.state:
        tell(request, f"The {cell.label} of {cell.name} is noted.")
    return HttpResponseRedirect(reverse("partners:detail", args=[cell.public_id]), status=303)


def _not_noted(request: PersonRequest, cell: NumberCell, edited: Edited, status: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(cell.html(edited), status=status)
    return _page(request, _partner(request, cell.public_id), edited.typed, edited.note, status)


def _cell(public_id: UUID) -> NumberCell:
    return NumberCell.of(get_object_or_404(Partner, public_id=public_id))


def _page(
    request: PersonRequest, partner: PartnerPage, typed: str | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "partner": partner,
        "typed": partner.number if typed is None else typed,
        "problem": problem,
        "can_edit": request.user.may(Permission.EDIT_PARTNERS),
        "can_see_documents": request.user.may(Permission.SEE_INVOICES),
        "can_see_history": request.user.may(Permission.SEE_HISTORY),
    }
    return render(request, "partners/detail.html", context, status=status)


def _partner(request: PersonRequest, public_id: UUID) -> PartnerPage:
    found = partner_page(public_id, request.user)
    if found is None:
        raise Http404("There is no such partner.")
    return found
