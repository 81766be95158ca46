"""What the pages of both ways to import share: the kind, one's own import, files of a bearable size, the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from billing_platform.imports.models import SheetImport
from billing_platform.imports.queries import import_of
from billing_platform.large_bodies import excess_of
from common.errors import Refusal
from common.workbook_archive import MAX_BYTES, MAX_ROWS, WorkbookTooLarge
from people.access import PersonRequest, refuse_without
from people.permissions import Permission

PAGE_SIZE = 100


class Kind(Protocol):
    """Something that is imported: for whom, and from which list."""

    @property
    def permission(self) -> Permission: ...

    @property
    def list_url_name(self) -> str: ...


K = TypeVar("K", bound=Kind)
Page = Callable[[PersonRequest, SheetImport, int], HttpResponse]


def kind_of(request: PersonRequest, kinds: Mapping[str, K], key: str) -> K:
    """What is imported, for somebody who may; in the menu its list is the current page."""
    kind = kinds.get(key)
    if kind is None:
        raise Http404("Nothing is imported here.")
    request.current_page = kind.list_url_name
    refuse_without(request.user, kind.permission)
    return kind


def own_import(request: PersonRequest, kinds: Mapping[str, Kind], public_id: UUID) -> SheetImport:
    """One's own import of one of these kinds, for somebody who still may."""
    found = import_of(public_id, request.user)
    if found is None:
        raise Http404("There is no such import of yours.")
    kind_of(request, kinds, found.kind)
    return found


def asked_for(
    request: PersonRequest, kind: K, template: str, take: Callable[[PersonRequest, K], HttpResponse]
) -> HttpResponse:
    """The form; sent, what `take` answers, or the form with the reason why nothing was taken.

    `take` looks at the token of the form, once the size of the body is known here.
    """
    if request.method != "POST":
        return _form(request, kind, template)
    try:
        if size := excess_of(request, MAX_BYTES):
            raise WorkbookTooLarge(f"What was sent has {size:,} bytes; at most {MAX_BYTES:,} are read.", field="file")
        return take(request, kind)
    except Refusal as refusal:
        return _form(request, kind, template, refusal.message, 413 if isinstance(refusal, WorkbookTooLarge) else 422)


def refused(request: PersonRequest, refusal: Refusal, page: Page, found: SheetImport) -> HttpResponse:
    """The page of the import as it is now, with the reason why nothing was done."""
    messages.error(request, refusal.message)
    return page(request, found, 409)


def _form(request: PersonRequest, kind: Kind, template: str, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "kind": kind,
        "problem": problem,
        "list_url": reverse(kind.list_url_name),
        "most_rows": MAX_ROWS,
        "most_bytes": MAX_BYTES,
    }
    return render(request, template, context, status=status)
