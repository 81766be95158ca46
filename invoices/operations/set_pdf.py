"""Take the PDF, the posting date and the number of an issued document from the supplier's own system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import transaction

from common.pdf import why_off
from common.retry import repeated
from invoices.crossing import note_external_number
from invoices.einvoice.pdf import check_readable
from invoices.models import Document, PdfReason, PdfVersion
from invoices.operations.meanwhile import refuse_changed
from invoices.operations.pdf import ensure_pdf
from invoices.operations.posting_date import issued_outgoing, locked_outgoing, post_on
from invoices.parties import present_link
from invoices.pdf.keeping import FrozenPdf, keep, lock_pdf
from invoices.refusals import NotAPdf
from tenants import border
from tenants.jobs.operations import enqueue
from tenants.models import now

BEGINS, ENDS, END_WITHIN = b"%PDF-", b"%%EOF", 2048


@dataclass(frozen=True, slots=True)
class SentPdf:
    """A PDF, the posting date, and the document's number in the system that sends it; None leaves as it is.

    With `version` only while the document has that one.
    """

    content: bytes
    posting_date: date | None = None
    external_number: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class PdfSet:
    """The document with its current PDF; `is_new` when these bytes were not the current ones before."""

    document: Document
    pdf: PdfVersion
    is_new: bool


def set_pdf(number: str, sent: SentPdf) -> PdfSet:
    """Make a PDF from outside the current one of the outgoing document with this number: `take_first`, `replace`."""
    take_first(number, sent.content)
    return replace(number, sent)


def take_first(number: str, content: bytes) -> None:
    """See to it that the first PDF of the document is there before `replace` puts this one after it.

    In transactions of its own, so that the job that makes a long one is left also when this is refused: PdfBeingMade.
    Refuses what is no PDF that opens (NotAPdf, PdfEncrypted, PdfUnreadable). Raises Document.DoesNotExist where no
    issued outgoing document has the number.
    """
    _check(content)
    document = issued_outgoing(number)
    if not why_off():
        ensure_pdf(document)


def replace(number: str, sent: SentPdf) -> PdfSet:
    """What `take_first` has let pass becomes the current PDF, on both sides; the first and every other version stay.

    A job brings the bytes to the buyer, number and posting date go at once, in the same transaction. Locks the
    document, the buyer's copy, then the making of its PDF. The same again changes nothing, so it is safe to
    repeat. Refuses a posting date as `change_posting_date` does, a document changed since `version` (DocumentChanged),
    and a buyer that can't be reached (BuyerUnavailable) where it is told something. Raises Document.DoesNotExist as
    `take_first` does.
    """
    return _set(issued_outgoing(number).pk, sent)


@repeated
def _set(document_id: int, sent: SentPdf) -> PdfSet:
    with transaction.atomic():
        document = locked_outgoing(document_id)
        refuse_changed(document, sent.version)
        if sent.external_number is not None and sent.external_number != document.external_number:
            _note_number(document, sent.external_number)
        if sent.posting_date is not None:
            post_on(document, sent.posting_date)
        lock_pdf(document.public_id)
        newest = document.pdf_versions.order_by("-number").first()
        if newest is not None and newest.sha256 == sha256(sent.content).hexdigest():
            return PdfSet(document, newest, is_new=False)
        _keep(document, (newest.number if newest else 0) + 1, sent.content)
        made = document.pdf_versions.order_by("-number")[0]
        enqueue("make_pdfs", {"documents": [document_id]})
    return PdfSet(document, made, is_new=True)


def _note_number(document: Document, external_number: str) -> None:
    """On both sides, the supplier's first."""
    document.external_number, document.updated_at = external_number, now()
    document.save(update_fields=["external_number", "updated_at"])
    link = present_link(document.partner)
    if link is not None:
        note_external_number(link, document.public_id, external_number)


def _keep(document: Document, number: int, content: bytes) -> None:
    maker = border.present_actor()
    keep(document.pk, FrozenPdf(number, content, PdfReason.SENT, now(), maker, language="", layout="", variant=""))
    document.updated_at = now()
    document.save(update_fields=["updated_at"])


def _check(content: bytes) -> None:
    if not content.startswith(BEGINS):
        raise NotAPdf("This is no PDF: it does not begin with %PDF-.", field="body")
    if ENDS not in content[-END_WITHIN:]:
        raise NotAPdf("This PDF breaks off: its end is missing. Send all of it.", field="body")
    check_readable(content)
