"""The PDF of a document, as it stands in these books."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from common.errors import Refusal
from invoices.models import Document, PdfVersion, Source, State
from invoices.operations.pdf import ensure_pdf, preview_pdf
from invoices.queries.pdf import pdf_bytes, pdf_name, pdf_version
from invoices.views.request_values import document_of
from people.access import PersonRequest, requires, today_of
from people.permissions import Permission


@require_safe
@requires(Permission.SEE_INVOICES)
def current(request: PersonRequest, public_id: UUID) -> HttpResponseBase:
    """The current PDF, made now if it is not there yet; of a draft a preview that nobody keeps."""
    document = document_of(public_id)
    if document.source == Source.UPLOADED:
        raise Http404("What came from outside has no PDF of ours.")
    try:
        if document.state != State.ISSUED:
            return _inline(preview_pdf(document, today=today_of(request)).content, pdf_name(document))
        ensure_pdf(document)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("invoices:detail", public_id)
    return _answer(request, document, pdf_version(document))


@require_safe
@requires(Permission.SEE_INVOICES)
def version(request: PersonRequest, public_id: UUID, number: int) -> HttpResponseBase:
    """One version; none is made here."""
    document = document_of(public_id)
    return _answer(request, document, pdf_version(document, number))


def _answer(request: HttpRequest, document: Document, found: PdfVersion | None) -> HttpResponseBase:
    if found is None:
        raise Http404("There is no such version of the PDF.")
    etag = quote_etag(found.sha256)
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    answer = _inline(pdf_bytes(found), pdf_name(document, found))
    answer["ETag"] = etag
    return answer


def _inline(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    answer["Cache-Control"] = "private, no-cache"
    return answer
