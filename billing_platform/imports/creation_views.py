"""Imports of new rows: a template is filled in or files are chosen, looked at, created as a whole, and undone."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.imports.asking import PAGE_SIZE, asked_for, kind_of, own_import, refused
from billing_platform.imports.creation_operations import create_rows, take_files, undo_creation
from billing_platform.imports.creation_queries import creation_page
from billing_platform.imports.creations import CREATIONS, CreationKind, SentFile
from billing_platform.imports.models import ImportState, SheetImport
from billing_platform.imports.operations import discard_import
from common.errors import Refusal
from common.ui.paging import neighbours, turned_to
from common.ui.toasts import tell
from common.workbook import XLSX
from people.access import PersonRequest, signed_in_only, today_of


@csrf_exempt  # the token is in the body, which is looked at below, once its size is known
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def files(request: PersonRequest, kind: str) -> HttpResponse:
    """Take the template, and choose files; what they come to is shown next."""
    return asked_for(request, kind_of(request, CREATIONS, kind), "imports/files.html", _taken)


@require_safe
@signed_in_only
def template(request: PersonRequest, kind: str) -> HttpResponse:
    """The empty workbook to fill in."""
    found = kind_of(request, CREATIONS, kind)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        found.write_template(path)
        content = path.read_bytes()
    disposition = f'attachment; filename="{found.key}.xlsx"'
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_safe
@signed_in_only
def creation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What the files would create, or have created."""
    return _page(request, _own(request, public_id))


@require_POST
@signed_in_only
def confirmation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Create what was shown, all of it or nothing."""
    _own(request, public_id)
    try:
        done = create_rows(public_id, request.user, seen=request.POST.get("seen", ""), today=today_of(request))
    except Refusal as refusal:
        return refused(request, refusal, _page, _own(request, public_id))
    words = CREATIONS[done.kind].counted(len(done.applied))
    tell(request, f"{words} created.", undo_url=reverse("imports:creation_undoing", args=[public_id]))
    return _see(public_id)


@require_POST
@signed_in_only
def undoing(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back what was created, while nobody has changed or used it."""
    _own(request, public_id)
    try:
        undo_creation(public_id, request.user)
    except Refusal as refusal:
        return refused(request, refusal, _page, _own(request, public_id))
    tell(request, "The import is undone: what it created is gone.")
    return _see(public_id)


@require_POST
@signed_in_only
def discarding(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Forget the files; nothing was created."""
    kind = CREATIONS[_own(request, public_id).kind]
    discard_import(public_id, request.user)
    tell(request, "The file is discarded. Nothing was created.")
    return HttpResponseRedirect(reverse(kind.list_url_name), status=303)


@csrf_protect
def _taken(request: PersonRequest, kind: CreationKind) -> HttpResponse:
    sent = [SentFile(each.name or "file", each.read()) for each in request.FILES.getlist("file")]
    return _see(take_files(kind, sent, request.user).public_id)


def _page(request: PersonRequest, found: SheetImport, status: int = 200) -> HttpResponse:
    page = creation_page(found, today_of(request))
    shown = page.rows or page.made
    turned = turned_to(request.GET, len(shown), PAGE_SIZE)
    offer = page.kind.offer
    can_follow = offer is not None and all(map(request.user.may, offer.permissions))
    context = {
        "page": page,
        "rows": shown[turned.rows],
        "pages": neighbours(request.GET, turned),
        "offer": offer if can_follow and page.state == ImportState.APPLIED else None,
    }
    return render(request, "imports/creation.html", context, status=status)


def _see(public_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("imports:creation", args=[public_id]), status=303)


def _own(request: PersonRequest, public_id: UUID) -> SheetImport:
    return own_import(request, CREATIONS, public_id)
