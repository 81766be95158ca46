"""The first page after signing in: the list a person works in most."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from people.access import PersonRequest, signed_in_only
from people.permissions import Permission
from tenants.models import OrganizationKind


@signed_in_only
def home(request: PersonRequest) -> HttpResponse:
    """Buyers of a customer start with purchase orders, everybody else with invoices."""
    is_customer = request.organization.kind == OrganizationKind.CUSTOMER
    if is_customer and request.user.may(Permission.EDIT_PURCHASE_ORDERS):
        return redirect("purchase_orders:list")
    return redirect("invoices:incoming" if is_customer else "invoices:outgoing")
