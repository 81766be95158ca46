"""Exports: asked for from a list, followed on their page, taken while their link lives."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from billing_platform.exports.listed import everything, source_of
from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.operations import cancel_export, request_export
from billing_platform.exports.queries import export_of, export_page, export_rows, needed_for
from billing_platform.exports.sources import Asked
from billing_platform.files.queries import open_file
from common.ids import new_public_id
from common.ui.toasts import tell
from common.workbook import XLSX
from people.access import PersonRequest, refuse_without, signed_in_only, today_of
from tenants.models import now

EVERYTHING = "everything"


@require_safe
@signed_in_only
def exports(request: PersonRequest) -> HttpResponse:
    """One's own exports of the last days."""
    return render(request, "exports/list.html", {"exports": export_rows(request.user, now())})


@require_POST
@signed_in_only
def requested(request: PersonRequest, source: str) -> HttpResponse:
    """Export a list as its address shows it, or all of it; a short file comes at once, a long one has a page."""
    found = source_of(source)
    if found is None:
        raise Http404("There is no such list.")
    refuse_without(request.user, found.permission)
    export_id = _id_of(request.POST.get("export", ""))
    export = request_export(found, _asked(request, source), request.user, export_id=export_id, today=today_of(request))
    name = "exports:file" if export.is_open(now()) else "exports:detail"
    return HttpResponseRedirect(reverse(name, args=[export.public_id]), status=303)


@require_safe
@vary_on_headers("HX-Request")
@signed_in_only
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """How far one's own export is, then its file; the part that changes alone for htmx."""
    return _page(request, _own(request, public_id))


@require_safe
@signed_in_only
def file(request: PersonRequest, public_id: UUID) -> HttpResponseBase:
    """The workbook, while its link lives and its permissions are held; afterwards the page that says so (410)."""
    export = _own(request, public_id)
    refuse_without(request.user, *needed_for(export))
    if not export.is_open(now()):
        return _page(request, export, status=409 if export.state == ExportState.WAITING else 410)
    answer = FileResponse(open_file(export.sha256), content_type=XLSX)
    answer["Content-Length"] = str(export.size)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=export.file_name) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in_only
def cancellation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give up an export that is still being written."""
    _own(request, public_id)
    if cancel_export(public_id, request.user):
        tell(request, "The export is cancelled. No file was kept.")
    return HttpResponseRedirect(reverse("exports:detail", args=[public_id]), status=303)


def _page(request: PersonRequest, export: Export, status: int = 200) -> HttpResponse:
    template = "exports/_export.html" if request.headers.get("HX-Request") else "exports/detail.html"
    return render(request, template, {"export": export_page(export, now())}, status=status)


def _own(request: PersonRequest, public_id: UUID) -> Export:
    found = export_of(public_id, request.user)
    if found is None:
        raise Http404("There is no such export of yours.")
    return found


def _asked(request: PersonRequest, source: str) -> Asked:
    query = request.POST.get("query", "")
    if request.POST.get("what") == EVERYTHING:
        return everything(source, query)
    return Asked(is_everything=False, query=query, columns=tuple(request.POST.getlist("column")))


def _id_of(text: str) -> UUID:
    """The id under which the form was shown; of one without, a new one."""
    try:
        return UUID(text)
    except ValueError:
        return new_public_id()
