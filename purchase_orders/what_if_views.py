"""The result of a what-if that a job works out."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people.access import PersonRequest, requires
from people.permissions import Permission
from purchase_orders.models import Trial
from purchase_orders.what_if_queries import trial_found


@require_safe
@requires(Permission.SEE_PURCHASE_ORDERS, Permission.SEE_INVOICES)
def trial(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What would have gone elsewhere; htmx asks for the part again until it is there."""
    try:
        found = trial_found(public_id)
    except Trial.DoesNotExist as error:
        raise Http404("There is no such what-if.") from error
    is_part = bool(request.headers.get("HX-Request"))
    template = "purchase_orders/_trial.html" if is_part else "purchase_orders/trial.html"
    return render(request, template, {"preview": found, "again_url": request.path})
