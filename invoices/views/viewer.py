"""The document viewer: what was sent beside what was understood, and the file itself."""

from __future__ import annotations

import re
from pathlib import PurePath
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from common.safe_xml import is_pdf
from common.ui.listing import Pages, with_query
from invoices.models import Document, ReceivedFile
from invoices.queries.document import is_incoming
from invoices.queries.viewer import Viewed, received_file, understood_facts, viewed
from invoices.views.request_values import document_of, menu_entry
from people.access import PersonRequest, requires
from people.permissions import Permission

XML, PDF = "application/xml", "application/pdf"
NOT_IN_NAMES = re.compile(r"[^\w.()+ -]+")
LONGEST_NAME = 120


@require_safe
@requires(Permission.SEE_INVOICES)
def viewer(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One document as it was received, made readable; of one that was made here, what there is."""
    document = document_of(public_id)
    file = received_file(document)
    request.current_page = menu_entry(document)
    context = {"document": document, "is_incoming": is_incoming(document)}
    if file is None:
        return render(request, "invoices/viewer_without_file.html", context | {"facts": understood_facts(document)})
    asked = request.GET.get("page", "")
    seen = viewed(
        document,
        file,
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1,
        with_payment=request.user.may(Permission.SEE_PAYMENT_DETAILS),
    )
    return render(request, "invoices/viewer.html", context | {"viewed": seen, "pages": _pages(request, seen)})


@require_safe
@requires(Permission.SEE_INVOICES, Permission.SEE_PAYMENT_DETAILS)
def original(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The bytes as they came, to be saved and never opened in the page's place."""
    answer = _answer(_file_of(document_of(public_id)), as_attachment=True)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
@requires(Permission.SEE_INVOICES, Permission.SEE_PAYMENT_DETAILS)
def picture(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A PDF as it came, for the frame of the viewer: the one answer that a page of this host may frame.

    It prints how to pay and may carry the XML that says so, so that it asks what the original asks.
    """
    file = _file_of(document_of(public_id))
    if not is_pdf(bytes(file.content)):
        raise Http404("This document did not come as a PDF.")
    answer = _answer(file, as_attachment=False)
    answer["Content-Security-Policy"] = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _file_of(document: Document) -> ReceivedFile:
    file = received_file(document)
    if file is None:
        raise Http404("This document did not come as a file.")
    return file


def _answer(file: ReceivedFile, *, as_attachment: bool) -> HttpResponse:
    content = bytes(file.content)
    suffix, content_type = (".pdf", PDF) if is_pdf(content) else (".xml", XML)
    disposition = content_disposition_header(as_attachment, _safe_name(file.name, suffix)) or "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _safe_name(name: str, suffix: str) -> str:
    """A name that is no path and ends in what the file is."""
    stem = NOT_IN_NAMES.sub("_", PurePath(name.replace("\\", "/")).stem).strip(" .")[:LONGEST_NAME]
    return f"{stem or 'document'}{suffix}"


def _pages(request: PersonRequest, seen: Viewed) -> Pages:
    return Pages(
        f"Page {seen.page:,} of {seen.pages:,}",
        with_query(request.GET, page=seen.page - 1) if seen.page > 1 else "",
        with_query(request.GET, page=seen.page + 1) if seen.page < seen.pages else "",
    )
