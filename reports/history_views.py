"""The history of the organization, and of one purchase order, document, partner or member."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing_platform.lists.page import list_page
from people.access import PersonRequest, requires
from people.permissions import Permission
from reports.history_list import HISTORY, OF, TABLES
from reports.queries.history import Subject, subject_of
from tenants.history.words import words_of


@require_safe
@requires(Permission.SEE_HISTORY)
def history(request: PersonRequest) -> HttpResponse:
    """Everything that changed, newest first."""
    return list_page(request, HISTORY)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_PURCHASE_ORDERS)
def of_order(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to a purchase order, its lines and contacts."""
    request.current_page = "purchase_orders:list"
    return _page(request, "order", public_id)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_INVOICES)
def of_document(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to an invoice, credit note or draft and its lines."""
    return _page(request, "document", public_id)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_PARTNERS)
def of_partner(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to a trading partner, and its payment terms."""
    return _page(request, "partner", public_id)


@require_safe
@requires(Permission.SEE_HISTORY, Permission.SEE_MEMBERS)
def of_member(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What happened to an account, its roles and the links mailed to it."""
    return _page(request, "member", public_id)


def _page(request: PersonRequest, kind: str, public_id: UUID) -> HttpResponse:
    subject = subject_of(TABLES[kind], public_id)
    if subject is None:
        raise Http404("There is nothing with a history here.")
    extra = {"name": subject.name, "back_url": _back(subject, TABLES[kind], public_id)}
    about = {OF: f"{kind}:{public_id}"}
    return list_page(request, HISTORY, template="reports/history_of.html", about=about, extra=extra)


def _back(subject: Subject, table: str, public_id: UUID) -> str:
    """The page of the thing, which asks for no more than its history; "" once it has none."""
    words = words_of(table)
    if words is None or not words.page or subject.is_gone:
        return ""
    return reverse(words.page, args=[public_id])
