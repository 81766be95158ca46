"""Doing something with many rows: what will happen, confirmed, at work, what came of it, undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.bulk.actions import ACTIONS, SELECTABLES, BulkAction, Rows, Selectable
from billing_platform.bulk.models import End, Run
from billing_platform.bulk.operations import confirm, keep_preview, undo
from billing_platform.bulk.queries import (
    find_run,
    job_of,
    preview_of,
    progress_of,
    result_count,
    result_of,
    result_rows,
)
from billing_platform.job_asking import asker_of
from billing_platform.lists.page import context_of
from billing_platform.logs import actor_key
from common.errors import Refusal
from common.ui.listing import PLACE, with_query
from common.ui.paging import neighbours, turned_to
from common.ui.parts import Tab
from common.ui.toasts import tell
from people.access import PersonRequest, refuse_without, signed_in_only, today_of
from tenants import border
from tenants.jobs.asking import cancel_job, retry_job
from tenants.jobs.models import Job

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def preview(request: PersonRequest, selectable: str) -> HttpResponse:
    """Judge the ticked rows, or with `everything` all that match the address, and show what would happen."""
    found = _selectable(request, selectable)
    back = f"{reverse(found.url_name)}?{request.GET.urlencode()}".removesuffix("?")
    if request.method != "POST" or not (request.POST.getlist("row") or request.POST.get("everything")):
        messages.info(request, f"Choose the {found.many} first.")
        return redirect(back)
    action = _action_of(request, found)
    rows = _rows(request, found)
    run = keep_preview(action, rows, query=request.GET.urlencode(), today=today_of(request))
    return _see(run)


@require_safe
@vary_on_headers("HX-Request")
@signed_in_only
def run(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A run: what it would do for whoever chose it, then how far it is and what came of each row."""
    found = _run(request, public_id)
    if found.job is None:
        return _previewed(request, found)
    template = "bulk/_result.html" if request.headers.get("HX-Request") else "bulk/result.html"
    return render(request, template, _result_context(request, found))


@require_POST
@signed_in_only
def confirmation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Leave to a job exactly what the preview showed."""
    found = _run(request, public_id)
    try:
        confirm(public_id, note=request.POST.get("note", ""))
    except Refusal as refusal:
        return _previewed(request, found, refusal)
    return _see(public_id)


@require_POST
@signed_in_only
def undoing(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back exactly what a run has done."""
    found = _confirmed(request, public_id)
    back = ACTIONS.get(ACTIONS[found.action].undo)
    if back is not None:
        refuse_without(request.user, *back.permissions)
    try:
        return _see(undo(public_id))
    except Refusal as refusal:
        messages.warning(request, refusal.message)
        return _see(public_id)


@require_POST
@signed_in_only
def cancellation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Cancel the rows that it is not yet the turn of."""
    job = _job_to_ask(request, public_id)
    try:
        cancel_job(job.pk)
    except Refusal as refusal:
        messages.info(request, refusal.message)
    else:
        tell(request, "The rest is cancelled. What is done stays.")
    return _see(public_id)


@require_POST
@signed_in_only
def continuation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Have a cancelled or failed run go on with the rows it has not reached."""
    job = _job_to_ask(request, public_id)
    try:
        retry_job(job.pk)
    except Refusal as refusal:
        messages.info(request, refusal.message)
    else:
        tell(request, "The rest is on its way.")
    return _see(public_id)


def _previewed(request: PersonRequest, found: Run, refused: Refusal | None = None) -> HttpResponse:
    shown = preview_of(found)
    request.current_page = shown.action.selectable.url_name
    context = {
        "run": found,
        "preview": shown,
        "refused": refused,
        "note": request.POST.get("note", ""),
        "back_url": _list_url(shown.action.selectable, found),
    }
    return render(request, "bulk/preview.html", context, status=422 if refused else 200)


def _result_context(request: PersonRequest, found: Run) -> dict[str, Any]:
    job, asker = _job(found), asker_of(request)
    result = result_of(found, job)
    request.current_page = result.action.selectable.url_name
    asked = request.GET.get("end", "")
    end = End(asked) if asked in set(End) else None
    turned = turned_to(request.GET, result_count(found, end), PAGE_SIZE)
    back = ACTIONS.get(result.action.undo)
    may_undo = back is not None and all(map(request.user.may, back.permissions))
    return {
        "result": result,
        "progress": progress_of(result, can_cancel=asker.may_cancel(job)) if result.is_open else None,
        "can_continue": asker.may_retry(job),
        "can_undo": may_undo and not result.is_open and not result.undone_by and result.done > 0,
        "tabs": _tabs(request, end, result.ends),
        "items": result_rows(found, end, turned.rows),
        "pages": neighbours(request.GET, turned),
        "list_url": _list_url(result.action.selectable, found),
    }


def _tabs(request: PersonRequest, current: End | None, ends: Any) -> list[Tab]:
    there = [(each, f"{each.label} {ends[each]:,}") for each in End if ends.get(each)]
    labels = [(None, f"All {sum(ends.values()):,}"), *there]
    return [
        Tab(label, with_query(request.GET, drop=PLACE, end=end.value if end else ""), end == current)
        for end, label in labels
    ]


def _selectable(request: PersonRequest, key: str) -> Selectable:
    found = SELECTABLES.get(key)
    if found is None:
        raise Http404("There is no such list.")
    refuse_without(request.user, found.permission)
    return found


def _action_of(request: PersonRequest, selectable: Selectable) -> BulkAction:
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None or action.selectable is not selectable:
        raise Http404("There is no such action.")
    refuse_without(request.user, *action.permissions)
    return action


def _rows(request: PersonRequest, selectable: Selectable) -> Rows:
    if request.POST.get("everything"):
        return selectable.all_matching(request.GET, context_of(request))
    try:
        return selectable.some([UUID(text) for text in request.POST.getlist("row")])
    except ValueError as error:
        raise Http404("There is no such row.") from error


def _run(request: PersonRequest, public_id: UUID) -> Run:
    """A run whose act this person may do; a preview is for nobody but its author."""
    found = find_run(public_id)
    if found is None or (found.job is None and actor_key(found.actor) != actor_key(border.present_actor())):
        raise Http404("There is no such run.")
    refuse_without(request.user, *ACTIONS[found.action].permissions)
    return found


def _confirmed(request: PersonRequest, public_id: UUID) -> Run:
    found = _run(request, public_id)
    if found.job is None:
        raise Http404("There is no such run.")
    return found


def _job_to_ask(request: PersonRequest, public_id: UUID) -> Job:
    job = _job(_confirmed(request, public_id))
    if not asker_of(request).may_ask(job):
        raise PermissionDenied("Somebody else started this; the permission “Manage jobs” is missing.")
    return job


def _job(found: Run) -> Job:
    job = job_of(found)
    if job is None:
        raise Http404("There is no such job.")
    return job


def _list_url(selectable: Selectable, found: Run) -> str:
    """The list as it was narrowed when the rows were chosen."""
    return f"{reverse(selectable.url_name)}?{found.query}".removesuffix("?")


def _see(public_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("bulk:run", args=[public_id]), status=303)
