"""The first page after signing in: the figures of the side of trade a person works in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from common.ui.tiles import Link, Task
from people.access import PersonRequest, requires, signed_in_only, today_of
from people.permissions import Permission
from reports.addresses import dashboard
from reports.buying_page import buying_page
from reports.months_page import months_page
from reports.queries.buying import Buying, buying
from reports.queries.needs import by_urgency, document_tasks, job_tasks, order_tasks, selling_tasks
from reports.queries.selling import Selling, issued_by_month, selling
from reports.selling_page import selling_page
from reports.sides import DashboardSide, sides_of
from tenants.models import OrganizationKind


@require_safe
@signed_in_only
def home(request: PersonRequest) -> HttpResponse:
    """One side at a time, in one currency, both chosen by link; what a role may not see is left out.

    Whoever runs the installation trades nothing and begins with its organizations.
    """
    if request.organization.kind == OrganizationKind.OPERATOR and request.user.may(Permission.SEE_JOBS):
        return redirect("organizations:list")
    sides = sides_of(request.user, request.organization)
    if not sides:
        return render(request, "reports/no_dashboard.html")
    asked = request.GET.get("side", "")
    side = DashboardSide(asked) if asked in sides else sides[0]
    context = _selling(request) if side is DashboardSide.SELLING else _buying(request)
    currency = context["page"].currency
    links = [Link(each.label, dashboard(each, currency), each is side) for each in sides]
    lede = formats.date_format(today_of(request), "l j F Y")
    shown = {"sides": links if len(links) > 1 else [], "lede": lede}
    return render(request, f"reports/{side}.html", context | shown | _allowed(request))


@require_safe
@vary_on_headers("HX-Request")
@requires(Permission.SEE_INVOICES)
def issued_months(request: PersonRequest) -> HttpResponse:
    """What was issued by month: a page of its own, or only the chart for htmx, which asks once the dashboard stands."""
    page = months_page(issued_by_month(today_of(request)), request.GET.get("currency", ""))
    template = "reports/_months.html" if request.headers.get("HX-Request") else "reports/months.html"
    return render(request, template, {"page": page})


def _selling(request: PersonRequest) -> dict[str, Any]:
    figures = selling(today_of(request), request.GET.get("currency", ""))
    tasks = by_urgency([*job_tasks(request.user), *selling_tasks(request.user, figures.waiting)])
    return {"page": selling_page(figures), "tasks": tasks} | _currencies(DashboardSide.SELLING, figures)


def _buying(request: PersonRequest) -> dict[str, Any]:
    may = request.user.may
    figures = buying(
        today_of(request),
        request.GET.get("currency", ""),
        sees_invoices=may(Permission.SEE_INVOICES),
        sees_orders=may(Permission.SEE_PURCHASE_ORDERS),
    )
    tasks = [*job_tasks(request.user), *_buying_tasks(figures)]
    return {"page": buying_page(figures), "tasks": by_urgency(tasks)} | _currencies(DashboardSide.BUYING, figures)


def _buying_tasks(figures: Buying) -> list[Task]:
    payables, orders = figures.payables, figures.orders
    found = [*document_tasks(payables.to_review)] if payables else []
    return found + ([*order_tasks(orders.figures)] if orders else [])


def _currencies(side: DashboardSide, figures: Selling | Buying) -> dict[str, list[Link]]:
    """The choice of a currency, where there is one."""
    known = figures.currencies if len(figures.currencies) > 1 else ()
    return {"currencies": [Link(code, dashboard(side, code), code == figures.currency) for code in known]}


def _allowed(request: PersonRequest) -> dict[str, bool]:
    may = request.user.may
    return {
        "can_edit": may(Permission.EDIT_DRAFTS),
        "can_upload": may(Permission.UPLOAD_INVOICES),
        "can_order": may(Permission.EDIT_PURCHASE_ORDERS),
    }
