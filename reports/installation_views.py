"""The operator's pages: the organizations of the installation and what their jobs do. Other hosts do not have them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.ui.paging import neighbours, turned_to
from common.ui.parts import Fact
from people.access import PersonRequest, requires
from people.permissions import Permission
from reports.queries.installation import OrganizationRow, found_in, kind_rows, organization_rows
from tenants.models import OrganizationKind

SIZE = 100


@require_safe
@requires(Permission.SEE_JOBS)
def organizations(request: PersonRequest) -> HttpResponse:
    """All of them, or those that a text or “Needs you” leaves, a hundred a page."""
    everybody = _everybody(request)
    needing = request.GET.get("view") == "needs"
    found = found_in(everybody, request.GET.get("q", ""), needing=needing)
    turned = turned_to(request.GET, len(found), SIZE)
    return render(
        request,
        "reports/organizations.html",
        {
            "rows": found[turned.rows],
            "pages": neighbours(request.GET, turned),
            "needing": needing,
            "all_count": len(everybody),
            "needing_count": sum(row.needs_you for row in everybody),
        },
    )


@require_safe
@requires(Permission.SEE_JOBS)
def organization(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One organization and the kinds of work in it; what a job is about stays in its books."""
    row = next((each for each in _everybody(request) if each.public_id == public_id), None)
    if row is None:
        raise Http404("There is no such organization.")
    facts = [
        Fact("Kind", row.kind.label),
        Fact("Organization ID", row.organization_id),
        Fact("Host", row.host),
        Fact("Country", row.country),
        Fact("Time zone", row.time_zone),
        Fact("Release", row.release.label),
    ]
    return render(request, "reports/organization.html", {"row": row, "facts": facts, "kinds": kind_rows(row)})


def _everybody(request: PersonRequest) -> list[OrganizationRow]:
    if request.organization.kind != OrganizationKind.OPERATOR:
        raise Http404("Only the operator of the installation has this page.")
    return organization_rows()
