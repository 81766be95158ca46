"""Pages that look across all rooms."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from billing_platform.lists.page import list_page
from people.access import PersonRequest, requires
from people.permissions import Permission
from reports.job_list import JOBS


@require_safe
@requires(Permission.SEE_JOBS)
def jobs(request: PersonRequest) -> HttpResponse:
    """What goes on in the background; the rows ask again by themselves while something is open."""
    return list_page(request, JOBS, template="reports/jobs.html")
