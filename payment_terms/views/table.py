"""The list of payment terms."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from billing_platform.lists.page import list_page
from payment_terms.listing import list_with
from payment_terms.queries.impact import counts_from_today
from payment_terms.standing import default_standing
from payment_terms.views.frame import of_suppliers
from payment_terms.wording import as_text
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission
from tenants.models import OrganizationKind


@require_safe
@requires(Permission.SEE_PAYMENT_TERMS)
@of_suppliers
def table(request: PersonRequest) -> HttpResponse:
    """Every buyer with its terms, narrowed and sorted as the address says."""
    can_edit, default = request.user.may(Permission.EDIT_PAYMENT_TERMS), default_standing()
    extra = {
        "counts_from": counts_from_today(today_of(request)),
        "default": as_text(default.terms) if default.terms else "",
        "can_edit": can_edit,
    }
    definition = list_with(default, has_sellers=request.organization.kind == OrganizationKind.DISTRIBUTOR)
    return list_page(request, definition, template="payment_terms/list.html", can_tick=can_edit, extra=extra)
