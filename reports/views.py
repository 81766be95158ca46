"""Pages that look across all rooms."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.job_asking import asker_of
from common.ui.listing import PLACE, with_query
from common.ui.paging import neighbours, turned_to
from common.ui.parts import Tab
from people.access import PersonRequest, requires
from people.permissions import Permission
from reports.queries.jobs import JobCounts, JobView, ended_count, job_counts, job_rows

PAGE_SIZE = 50


@require_safe
@vary_on_headers("HX-Request")
@requires(Permission.SEE_JOBS)
def jobs(request: PersonRequest) -> HttpResponse:
    """What goes on in the background; the list alone for htmx, which asks again while something is at work."""
    asked = request.GET.get("state", "")
    view = JobView(asked) if asked in set(JobView) else JobView.OPEN
    counts = job_counts()
    totals = {JobView.OPEN: counts.open, JobView.FAILED: counts.failed}
    turned = turned_to(request.GET, totals[view] if view in totals else ended_count(view), PAGE_SIZE)
    context = {
        "view": view,
        "tabs": _tabs(request, view, counts),
        "jobs": job_rows(view, turned.rows, asker_of(request)),
        "pages": neighbours(request.GET, turned),
        "again_url": request.get_full_path() if view == JobView.OPEN and counts.open else "",
    }
    return render(request, "reports/_jobs.html" if request.headers.get("HX-Request") else "reports/jobs.html", context)


def _tabs(request: PersonRequest, current: JobView, counts: JobCounts) -> list[Tab]:
    labels = {
        JobView.OPEN: f"Running and queued {counts.open:,}",
        JobView.FAILED: f"Failed {counts.failed:,}",
        JobView.FINISHED: "Finished",
        JobView.CANCELLED: "Cancelled",
    }
    return [
        Tab(label, with_query(request.GET, drop=PLACE, state=view.value), view == current)
        for view, label in labels.items()
    ]
