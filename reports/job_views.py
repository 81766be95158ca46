"""The page of one job, cancelling it and having it tried again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.job_asking import act_of, asker_of
from common.errors import Refusal
from common.ui.toasts import tell
from people.access import PersonRequest, refuse_without, requires, signed_in_only
from people.permissions import Permission
from reports.job_words import subject_of, title_of
from reports.queries.job import find_job, job_page
from tenants.jobs.asking import cancel_job, retry_job
from tenants.jobs.models import Job, JobState


@require_safe
@vary_on_headers("HX-Request")
@requires(Permission.SEE_JOBS)
def detail(request: PersonRequest, job_id: UUID) -> HttpResponse:
    """One job; the part that changes alone for htmx, which asks again while it is open."""
    template = "reports/_job_page.html" if request.headers.get("HX-Request") else "reports/job.html"
    return render(request, template, {"page": job_page(_job(job_id), asker_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def cancellation(request: PersonRequest, job_id: UUID) -> HttpResponse:
    """Ask once more, then cancel a job; for whoever asked for it, and those who manage jobs."""
    job = _job_to_ask(request, job_id)
    if not asker_of(request).may_stop(job):
        raise PermissionDenied("This job is owed to somebody, such as a mail or a PDF, so it is not cancelled.")
    if request.method != "POST":
        context = {"page": job_page(job, asker_of(request)), "back_url": _page_after(request, job)}
        return render(request, "reports/cancellation.html", context)
    try:
        state = cancel_job(job_id)
    except Refusal as refusal:
        messages.info(request, refusal.message)
    else:
        when = "cancelled" if state == JobState.CANCELLED else "stops after its present item. What is done stays"
        tell(request, f"“{title_of(job)}” {when}.")
    return redirect(_page_after(request, job))


@require_POST
@signed_in_only
def retry(request: PersonRequest, job_id: UUID) -> HttpResponse:
    """Have a failed or cancelled job go on; for whoever asked for it, and those who manage jobs and may do it."""
    job = _job_to_ask(request, job_id)
    refuse_without(request.user, *act_of(job))
    try:
        retry_job(job_id)
    except Refusal as refusal:
        messages.info(request, refusal.message)
    else:
        tell(request, f"“{title_of(job)}” is on its way again.")
    return redirect(_page_after(request, job))


def _job(job_id: UUID) -> Job:
    job = find_job(job_id)
    if job is None:
        raise Http404("There is no such job.")
    return job


def _job_to_ask(request: PersonRequest, job_id: UUID) -> Job:
    job = _job(job_id)
    if not asker_of(request).may_ask(job):
        raise PermissionDenied("This job is not yours; the permission “Manage jobs” is missing.")
    return job


def _page_after(request: PersonRequest, job: Job) -> str:
    """The job's page, or for those who see no jobs that of what it works on."""
    if request.user.may(Permission.SEE_JOBS):
        return reverse("jobs:detail", args=[job.pk])
    subject = subject_of(job)
    return subject.url if subject else reverse("home")
