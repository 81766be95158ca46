"""The API of documents: lists of them, and the PDF and the posting date of an issued one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import quote_etag
from ninja import Field, Path, Query, Router, Schema

from billing_platform.api.cursors import cursor_of, invalid_cursor, place_in
from billing_platform.api.endpoints import Body, downloads, reads, writes
from billing_platform.api.frame import serve
from billing_platform.api.gate import ApiRequest
from billing_platform.api.problems import answers_with
from billing_platform.api.refusals import StaleStamp
from billing_platform.api.schemas import Asked, Day, Sent, Text
from billing_platform.api.versions import if_match, version_in
from billing_platform.lists.keyset import place_of
from common.dates import local_today
from invoices.api_examples import INVOICES, PDF_SET, POSTED
from invoices.api_schemas import InvoicesAsked, InvoicesPage, PdfShown, invoice_shown, pdf_shown
from invoices.lists.definitions import ISSUE_DATE
from invoices.models import Document
from invoices.operations.pdf import ensure_pdf
from invoices.operations.posting_date import issued_outgoing, set_posting_date
from invoices.operations.set_pdf import SentPdf, replace, take_first
from invoices.queries.api_page import documents_page
from invoices.queries.pdf import pdf_bytes, pdf_version
from invoices.refusals import DocumentChanged, PdfBeingMade
from people.permissions import Permission
from tenants.models import now

router = Router()
answers_with(503, PdfBeingMade.code)
PDF = "application/pdf"
NONE_SUCH = "No issued outgoing document has this number."
IF_MATCH = if_match("document")
Number = Annotated[Text, Field(max_length=100)]


def take_first_pdf(request: ApiRequest, number: str, **_: Any) -> None:
    """The first PDF, and the job that makes it where it is long, are no part of what a key undoes."""
    with _told():
        take_first(number, request.body)


PDF_BODY = Body(
    PDF,
    settings.API_MAX_PDF_BYTES,
    described={"requestBody": {"required": True, "content": {PDF: {"schema": {"type": "string", "format": "binary"}}}}},
    before=take_first_pdf,
    headers=(IF_MATCH,),
)


class PdfAsked(Asked):
    """What goes with the PDF."""

    posting_date: Day | None = Field(
        None,
        description="The new posting date, from the issue date to 31 days after it; the due date follows by the frozen"
        " payment terms, and the buyer is told.",
    )
    external_number: Text | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="The document’s number in the system that sends it; left out, it stays as it is.",
        examples=["ERP-4711"],
    )


class PostingDateSent(Sent):
    """What of an issued document changes."""

    posting_date: Day = Field(description="From the issue date to 31 days after it.")


class InvoicePosted(Schema):
    """The document with its dates; `version` is what If-Match takes next."""

    number: str
    external_number: str | None
    posting_date: date | None
    due_date: date | None
    version: int


class PdfTaken(InvoicePosted):
    """The document with its current PDF; `is_new_version` is false when the same bytes were there already."""

    is_new_version: bool
    pdf: PdfShown


@reads(
    router, "/invoices", Permission.SEE_INVOICES, InvoicesPage, summary="List invoices and credit notes",
    example=INVOICES,
)  # fmt: skip
def list_invoices(request: ApiRequest, asked: Query[InvoicesAsked]) -> Any:
    """Documents of both directions, newest issue date first; drafts, which have none, stand before all.

    Follow `next` until it is null: each document comes once, also while others are added.
    """
    place = place_of(place_in(asked.cursor), ISSUE_DATE) if asked.cursor else None
    if asked.cursor and place is None:
        raise invalid_cursor()
    today = local_today(now(), request.organization.time_zone)
    page = documents_page(asked.narrowed(), asked.limit, place, today)
    items = [invoice_shown(each, page.pdfs.get(each.pk), today) for each in page.documents]
    return InvoicesPage(items=items, next=cursor_of(str(page.next)) if page.next else None)


@writes(
    router, "PUT", "/invoices/{path:number}/pdf", Permission.ISSUE_INVOICES, PdfTaken,
    summary="Set the PDF of an issued document", example=PDF_SET, body=PDF_BODY,
)  # fmt: skip
def set_invoice_pdf(
    request: ApiRequest,
    number: Path[Text],
    asked: Query[PdfAsked],
) -> Any:
    """The body is the PDF itself. It becomes the current version, for the buyer too; every earlier version stays.

    The same bytes again are no new version. At most 10 MB, not encrypted. Only for outgoing documents. With If-Match
    only while nobody else changed the document.
    """
    sent = SentPdf(request.body, asked.posting_date, asked.external_number, version_in(request, "document"))
    with _told():
        taken = replace(number, sent)
    return PdfTaken(**_posted(taken.document), is_new_version=taken.is_new, pdf=pdf_shown(taken.pdf))


@downloads(
    router, "/invoices/{path:number}/pdf", Permission.SEE_INVOICES, PDF, summary="Get the PDF of an issued document"
)
def get_invoice_pdf(request: ApiRequest, number: Path[Number]) -> HttpResponse:
    """The current version as the buyer has it, byte for byte; the first is made now where there is none yet.

    Only of outgoing documents. Its hash is in the header ETag.
    """
    with _told():
        document = issued_outgoing(number)
    ensure_pdf(document)
    found = pdf_version(document)
    if found is None:
        raise Http404(NONE_SUCH)
    return HttpResponse(pdf_bytes(found), content_type=PDF, headers={"ETag": quote_etag(found.sha256)})


@writes(
    router, "PATCH", "/invoices/{path:number}", Permission.ISSUE_INVOICES, InvoicePosted,
    summary="Change the posting date of an issued invoice", example=POSTED, body=Body(headers=(IF_MATCH,)),
)  # fmt: skip
def change_invoice(request: ApiRequest, number: Path[Text], sent: PostingDateSent) -> Any:
    """The due date follows by the frozen terms, in both books at once, and the buyer is told by mail.

    Not once money has moved. Only for outgoing documents. With If-Match only while nobody else changed the document.
    """
    with _told():
        return InvoicePosted(
            **_posted(set_posting_date(number, sent.posting_date, version=version_in(request, "document")))
        )


@contextmanager
def _told() -> Iterator[None]:
    """What is not there, and what somebody else changed, as the API says it."""
    try:
        yield
    except Document.DoesNotExist:
        raise Http404(NONE_SUCH) from None
    except DocumentChanged as changed:
        raise StaleStamp(f"{changed.message} Its version is {changed.version} now.", field="If-Match") from changed


def _posted(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "external_number": document.external_number or None,
        "posting_date": document.posting_date,
        "due_date": document.due_date,
        "version": document.version,
    }


serve("Invoices", router)
