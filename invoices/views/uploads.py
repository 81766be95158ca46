"""Upload of e-invoices from outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_http_methods

from common.errors import Refusal
from invoices.models import Document
from invoices.operations.receive import receive_einvoice
from people.access import PersonRequest, requires
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file: the incoming document, or why there is none."""

    name: str
    document: Document | None = None
    reason: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.UPLOAD_INVOICES)
def upload(request: PersonRequest) -> HttpResponse:
    """Choose files; then each is taken on the whole or not at all, and what became of it is told."""
    results = [_result_of(file) for file in _files(request)]
    is_empty = request.method == "POST" and not results
    context = {
        "results": results,
        "taken": sum(result.document is not None for result in results),
        "is_empty": is_empty,
        "largest": filesizeformat(settings.EINVOICE_MAX_BYTES),
    }
    refused = is_empty or any(result.reason for result in results)
    return render(request, "invoices/upload.html", context, status=422 if refused else 200)


def _files(request: PersonRequest) -> Iterable[UploadedFile[Any]]:
    return request.FILES.getlist("files")


def _result_of(file: UploadedFile[Any]) -> FileResult:
    name, size = (file.name or "file")[:200], file.size or 0
    if size > settings.EINVOICE_MAX_BYTES:
        largest = filesizeformat(settings.EINVOICE_MAX_BYTES)
        return FileResult(name, reason=f"It has {filesizeformat(size)}. The largest file that is read has {largest}.")
    try:
        return FileResult(name, receive_einvoice(file.read(), name))
    except Refusal as refusal:
        return FileResult(name, reason=refusal.message)
