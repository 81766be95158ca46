"""The lists of outgoing and incoming documents, and of those matched to a purchase order."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing_platform.lists.page import list_page
from billing_platform.shell import SUPPLIERS
from common.ui.listing import PLACE, Pages, with_query
from invoices.lists.billings import BILLINGS
from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.queries.of_order import matched_documents, order_by_public_id
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission

PAGE_SIZE = 50


@require_safe
@requires(Permission.SEE_INVOICES)
def outgoing(request: PersonRequest) -> HttpResponse:
    """What this organization invoices, drafts included."""
    can_edit, can_issue = (request.user.may(each) for each in (Permission.EDIT_DRAFTS, Permission.ISSUE_INVOICES))
    allowed = {"can_edit": can_edit, "can_issue": can_issue, "sells": _sells(request)}
    return list_page(
        request, OUTGOING, template="invoices/outgoing.html", can_tick=can_edit or can_issue, extra=allowed
    )  # fmt: skip


@require_safe
@requires(Permission.SEE_INVOICES)
def incoming(request: PersonRequest) -> HttpResponse:
    """What suppliers have invoiced to this organization."""
    allowed = {"can_upload": request.user.may(Permission.UPLOAD_INVOICES)}
    return list_page(request, INCOMING, template="invoices/incoming.html", extra=allowed)


@require_safe
@requires(Permission.SEE_INVOICES)
def billings(request: PersonRequest) -> HttpResponse:
    """The charge lines of what this organization invoices."""
    return list_page(request, BILLINGS, template="invoices/billings.html", extra={"sells": _sells(request)})


@require_safe
@requires(Permission.SEE_INVOICES)
def of_order(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The documents matched to a purchase order: a page of its own, or only the list for htmx."""
    order = order_by_public_id(public_id)
    if order is None:
        raise Http404("There is no such purchase order.")
    start = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = matched_documents(order, PAGE_SIZE, today_of(request), **start)
    pages = Pages(
        f"{len(page.rows):,} on this page",
        request.path + with_query(request.GET, drop=PLACE, before=page.before) if page.before else "",
        request.path + with_query(request.GET, drop=PLACE, after=page.after) if page.after else "",
    )
    template = "invoices/_of_order.html" if request.headers.get("HX-Request") else "invoices/of_order.html"
    return render(request, template, {"order": order, "rows": page.rows, "pages": pages})


def _sells(request: PersonRequest) -> bool:
    """A customer has the pages of what it invoices too, and nobody it could invoice to."""
    return request.organization.kind in SUPPLIERS
