"""Make the PDF of an issued document in the supplier's books, and bring the same bytes into the buyer's."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length

from common.pdf import why_off
from common.retry import BuyerBusy, repeated
from invoices.models import Direction, Document, PdfReason, PdfVersion, PostingDateChange, Source, State
from invoices.parties import present_link
from invoices.pdf.keeping import FrozenPdf, frozen_versions, keep, lock_pdf, numbers_of
from invoices.pdf.paper import Printed, print_document
from invoices.refusals import PdfBeingMade, PreviewTooLong
from tenants import border
from tenants.border import BuyerUnavailable, NoRelationship
from tenants.jobs.operations import enqueue
from tenants.models import now

MOST_LINES_AT_ONCE = 400  # of a document whose PDF is made while somebody waits: about four seconds
MOST_CHARACTERS_AT_ONCE = 50_000  # in the descriptions of its lines: two seconds more
Progress = Callable[[int, int | None], None]


@dataclass(slots=True)
class PdfResult:
    """How many documents have their PDF on every side now; `off` says why this server makes none."""

    ready: int = 0
    off: str = ""
    failures: list[Exception] = field(default_factory=list)


def make_pdfs(document_ids: Collection[int], *, progress: Progress = lambda done, total: None) -> PdfResult:
    """See to it that each of these issued documents has its PDF, here and in the buyer's books.

    A transaction for each document and side, so that a run killed anywhere is completed by the next; twice makes
    nothing twice. On a server without the libraries nothing is done: the first who needs a PDF gets it made elsewhere
    or later. Raises what went wrong with single documents after the others are done; BuyerUnavailable and BuyerBusy
    alone are raised as they are, so that the job comes again.
    """
    result = PdfResult(off=why_off())
    for done, document_id in enumerate(() if result.off else sorted(document_ids), 1):
        try:
            _provide(document_id)
            result.ready += 1
        except Exception as error:  # noqa: BLE001  one document's trouble must not stop the others; raised below
            result.failures.append(error)
        progress(done, len(document_ids))
    _raise(result.failures)
    return result


def ensure_pdf(document: Document) -> None:
    """See to it that somebody who asks for the PDF of this issued document gets one, made now if need be.

    Refuses where it takes long or somebody else is at it (PdfBeingMade; a job makes it then), where PDFs are off
    (PdfOff), and a buyer whose supplier can't be reached (BuyerUnavailable, NoRelationship).
    """
    if document.pdf_versions.exists():
        return
    if _is_long(document):
        request_pdfs([document.pk])
        raise PdfBeingMade("This document is long, so its PDF is being made in the background. Try again in a minute.")
    try:
        _make(document.pk) if document.direction == Direction.OUTGOING else _fetch(document.pk)
    except BuyerBusy as busy:
        raise PdfBeingMade("The PDF is being made right now. Try again in a moment.") from busy


def preview_pdf(document: Document, *, today: date) -> Printed:
    """The PDF of a draft as it would be issued `today`, kept nowhere. Refuses PreviewTooLong and PdfOff."""
    if _is_long(document):
        raise PreviewTooLong(
            f"This draft is too long for a preview, which has at most {MOST_LINES_AT_ONCE:,} lines and"
            f" {MOST_CHARACTERS_AT_ONCE:,} characters in their descriptions."
            " Its PDF is made in the background once it is issued."
        )
    return print_document(document, today=today)


def request_pdfs(document_ids: Collection[int]) -> None:
    """Leave the obligation to make these PDFs."""
    with transaction.atomic():
        enqueue("make_pdfs", {"documents": sorted(document_ids)})


def _is_long(document: Document) -> bool:
    """Whether laying it out takes longer than somebody should wait; one statement."""
    size = document.lines.aggregate(lines=Count("id"), characters=Sum(Length("description"), default=0))
    return bool(size["lines"] > MOST_LINES_AT_ONCE or size["characters"] > MOST_CHARACTERS_AT_ONCE)


def _provide(document_id: int) -> None:
    document = Document.objects.filter(pk=document_id, state=State.ISSUED).exclude(source=Source.UPLOADED).first()
    if document is None:
        return
    if document.direction == Direction.INCOMING:
        _fetch(document_id)
        return
    _make(document_id)
    _hand_over(document_id)


@repeated
def _make(document_id: int) -> None:
    with transaction.atomic():
        _make_locked(_locked(document_id))


@repeated
def _hand_over(document_id: int) -> None:
    """Write the versions that the buyer lacks into its books; nothing for a buyer outside the platform."""
    with transaction.atomic():
        document = _locked(document_id)
        public_id, link = document.public_id, present_link(document.partner)
        if link is None:
            return
        with border.crossing(link):
            copy_id = Document.objects.values_list("pk", flat=True).get(public_id=public_id)
            has = numbers_of(copy_id)
        missing = frozen_versions(document.pk, without=has)
        with border.crossing(link):
            _keep_all(copy_id, missing)


@repeated
def _fetch(document_id: int) -> None:
    """Bring the versions that are missing here from the supplier, where the first is made if need be."""
    with transaction.atomic():
        document, has = _locked(document_id), numbers_of(document_id)
        public_id = document.public_id
        link = present_link(document.partner)
        if link is None:
            raise NoRelationship(f"You do not trade with {document.partner.name} any more, so its PDF can't be had.")
        with border.crossing(link):
            original = Document.objects.select_related("partner").get(public_id=public_id)
            _make_locked(original)
            missing = frozen_versions(original.pk, without=has)
        _keep_all(document_id, missing)


def _locked(document_id: int) -> Document:
    document: Document = Document.objects.select_related("partner").get(pk=document_id)
    lock_pdf(document.public_id)
    return document


def _make_locked(document: Document) -> None:
    """The first version where there is none yet, and a further one once the posting date was changed after it."""
    newest = PdfVersion.objects.filter(document=document).order_by("-number").first()
    if newest is not None and not _is_outdated(newest):
        return
    if document.issue_date is None:
        raise ValueError("a draft has no PDF of its own")
    printed = print_document(document, today=document.issue_date)
    number, reason = (newest.number + 1, PdfReason.POSTING_DATE) if newest else (1, PdfReason.ISSUED)
    keep(
        document.pk,
        FrozenPdf(
            number, printed.content, reason, now(), border.present_actor(), printed.language, printed.layout,
            printed.variant,
        ),
    )  # fmt: skip


def _is_outdated(newest: PdfVersion) -> bool:
    """Whether it shows a due date that was changed since; one that the supplier's own system sent is its business."""
    if newest.reason == PdfReason.SENT:
        return False
    later = PostingDateChange.objects.filter(document=newest.document_id, made_at__gt=newest.made_at)
    return later.exists()


def _keep_all(document_id: int, pdfs: Collection[FrozenPdf]) -> None:
    for pdf in pdfs:
        keep(document_id, pdf)


def _raise(failures: list[Exception]) -> None:
    """Trouble that passes by itself is raised as it is, unless there is other trouble too."""
    passing = [each for each in failures if isinstance(each, BuyerUnavailable | BuyerBusy)]
    if passing and len(passing) == len(failures):
        raise passing[0]
    if failures:
        raise ExceptionGroup("some PDFs could not be made; the others are there", failures)
