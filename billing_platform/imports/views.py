"""Imports: a changed sheet is chosen, looked at cell by cell, applied as a whole, and undone."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing_platform.imports.asking import PAGE_SIZE, asked_for, kind_of, own_import, refused
from billing_platform.imports.kinds import KINDS, ImportKind
from billing_platform.imports.models import SheetImport
from billing_platform.imports.operations import apply_import, discard_import, take_sheet, undo_import
from billing_platform.imports.queries import import_page
from billing_platform.imports.refusals import FileMissing
from common.errors import Refusal
from common.ui.paging import neighbours, turned_to
from common.ui.toasts import tell
from people.access import PersonRequest, signed_in_only


@csrf_exempt  # the token is in the body, which is looked at below, once its size is known
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_only
def new(request: PersonRequest, kind: str) -> HttpResponse:
    """Choose the sheet that was exported and changed; its difference comes next."""
    return asked_for(request, kind_of(request, KINDS, kind), "imports/new.html", _taken)


@require_safe
@signed_in_only
def detail(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What the sheet would change, or has changed."""
    return _page(request, _own(request, public_id))


@require_POST
@signed_in_only
def confirmation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Make the changes that were shown, all of them or none."""
    _own(request, public_id)
    leave_out = bool(request.POST.get("leave_out_stale"))
    try:
        done = apply_import(public_id, request.user, seen=request.POST.get("seen", ""), leave_out_stale=leave_out)
    except Refusal as refusal:
        return refused(request, refusal, _page, _own(request, public_id))
    words = KINDS[done.kind].counted(len(done.applied))
    tell(request, f"{words} changed.", undo_url=reverse("imports:undoing", args=[public_id]))
    return _see(public_id)


@require_POST
@signed_in_only
def undoing(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the rows back what they were, while nobody has changed them."""
    _own(request, public_id)
    try:
        undo_import(public_id, request.user)
    except Refusal as refusal:
        return refused(request, refusal, _page, _own(request, public_id))
    tell(request, "The import is undone: every row is what it was.")
    return _see(public_id)


@require_POST
@signed_in_only
def discarding(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Forget the sheet; nothing was changed."""
    kind = KINDS[_own(request, public_id).kind]
    discard_import(public_id, request.user)
    tell(request, "The sheet is discarded. Nothing was changed.")
    return HttpResponseRedirect(reverse(kind.list_url_name), status=303)


@csrf_protect
def _taken(request: PersonRequest, kind: ImportKind) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise FileMissing("Choose the workbook that you exported and changed.", field="file")
    return _see(take_sheet(kind, file.read(), file.name or "file", request.user).public_id)


def _page(request: PersonRequest, found: SheetImport, status: int = 200) -> HttpResponse:
    page = import_page(found)
    turned = turned_to(request.GET, len(page.rows), PAGE_SIZE)
    context = {"page": page, "rows": page.rows[turned.rows], "pages": neighbours(request.GET, turned)}
    return render(request, "imports/detail.html", context, status=status)


def _see(public_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("imports:detail", args=[public_id]), status=303)


def _own(request: PersonRequest, public_id: UUID) -> SheetImport:
    return own_import(request, KINDS, public_id)
