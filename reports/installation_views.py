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
from reports.queries.installation import found_in, installed, kind_rows, organization_rows
from tenants.models import OrganizationKind

SIZE = 100


@require_safe
@requires(Permission.SEE_JOBS)
def organizations(request: PersonRequest) -> HttpResponse:
    """All of them, or those that a text or “Needs you” leaves, a hundred a page."""
    _refuse_others(request)
    everybody, needing = organization_rows(), request.GET.get("view") == "needs"
    found = found_in(everybody, request.GET.get("q", ""), needing=needing)
    turned = turned_to(request.GET, len(found), SIZE)
    context = {
        "rows": found[turned.rows],
        "pages": neighbours(request.GET, turned),
        "needing": needing,
        "all_count": len(everybody),
        "needing_count": sum(row.needs_you for row in everybody),
    }
    return render(request, "reports/organizations.html", context)


@require_safe
@requires(Permission.SEE_JOBS)
def organization(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One organization and the kinds of work in it; what a job is about stays in its books."""
    _refuse_others(request)
    found = installed(public_id)
    if found is None:
        raise Http404("There is no such organization.")
    facts = [
        Fact("Kind", found.kind.label),
        Fact("Organization ID", found.organization.organization_id),
        Fact("Host", found.host),
        Fact("Country", found.organization.country),
        Fact("Time zone", found.organization.time_zone),
        Fact("Release", found.release.label),
    ]
    context = {"found": found, "facts": facts, "kinds": kind_rows(found.organization)}
    return render(request, "reports/organization.html", context)


def _refuse_others(request: PersonRequest) -> None:
    if request.organization.kind != OrganizationKind.OPERATOR:
        raise Http404("Only the operator of the installation has this page.")
