"""An upload as its page shows it, and the uploads of the last days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from common.ui.figures import moment_text
from common.ui.parts import Progress
from invoices.lists.rows import why_unmatched
from invoices.models import AGAIN, TO_READ, CheckState, Document, FileState, RuleCheck, Upload
from invoices.operations.check_rules import KIND, job_key, next_attempt
from invoices.queries.explanation import NOT_MATCHED
from tenants.history.queries import name_of_actor
from tenants.jobs.models import OPEN_STATES, Job
from tenants.jobs.queries import is_open

LISTED = timedelta(days=30)
MOST_LISTED = 50
NOT_LOOKED_FOR = "A credit note that names no purchase order looks for none."
WORDS = {
    FileState.RECEIVED: "received",
    FileState.KNOWN: "here already",
    FileState.REFUSED: "refused",
    FileState.BROKEN: "could not be read",
    FileState.CANCELLED: "left out",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file and what became of it; the fields of the document are empty where there is none.

    `warning` says what a file that is here already says otherwise than the document here. `findings` counts ours and
    the official rules that are broken; `is_being_checked` tells that those are still looked for.
    """

    public_id: UUID
    name: str
    size: str
    state: FileState
    reason: str
    document_url: str = ""
    number: str = ""
    supplier: str = ""
    total: Decimal | None = None
    currency: str = ""
    matched_po: str = ""
    why_unmatched: str = ""
    findings: int = 0
    here_since: datetime | None = None
    warning: str = ""
    is_being_checked: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """What the received documents of one currency add up to; credit notes count negative."""

    currency: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One upload; `can_retry` counts the files that a fresh job would read."""

    public_id: UUID
    lede: str
    is_open: bool
    is_stuck: bool
    progress: Progress
    files: tuple[FileRow, ...]
    sums: tuple[Sum, ...]
    can_retry: int


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One upload in the list of earlier ones, in words."""

    url: str
    when: str
    who: str
    files: int
    words: str
    is_open: bool


def upload_exists(public_id: UUID) -> bool:
    """Whether this organization has that upload; one statement."""
    return Upload.objects.filter(public_id=public_id).exists()


def upload_page(public_id: UUID, *, sees_orders: bool) -> UploadPage | None:
    """The upload with all its files, or None; five statements, whatever their number.

    Why a document has no purchase order is for those who see them.
    """
    upload = Upload.objects.filter(public_id=public_id).first()
    if upload is None:
        return None
    files = _files_of(upload)
    checking = _being_checked(files)
    left = sum(file.state in TO_READ for file in files)
    job_is_open = bool(left) and is_open("read_upload", upload.job_key)
    again = 0 if job_is_open else upload.files.filter(state__in=AGAIN, content__isnull=False).count()
    return UploadPage(
        public_id=upload.public_id,
        lede=f"Sent {moment_text(upload.created_at)} by {name_of_actor(upload.actor)}.",
        is_open=job_is_open,
        is_stuck=bool(left) and not job_is_open,
        progress=_progress(upload, files, left, job_is_open),
        files=tuple(_file_row(file, file.document_id in checking, sees_orders) for file in files),
        sums=_sums([file.document for file in files if file.state == FileState.RECEIVED]),
        can_retry=again,
    )


def earlier_uploads(at: datetime) -> list[UploadRow]:
    """The uploads of the 30 days before `at`, newest first, at most 50; one statement."""
    ends = {state.value: Count("files", filter=Q(files__state=state)) for state in FileState}
    recent = Upload.objects.filter(created_at__gte=at - LISTED).annotate(**ends).order_by("-created_at")
    return [_upload_row(upload) for upload in recent[:MOST_LISTED]]


def counted_words(counts: Counter[FileState]) -> str:
    """Ends with their numbers: "38 received · 2 refused"."""
    return " · ".join(f"{counts[state]:,} {words}" for state, words in WORDS.items() if counts[state])


def _files_of(upload: Upload) -> list[Any]:
    """The files with how many official rules their documents break, and the last attempt to find that out."""
    never_shown = ("document__supplier_party", "document__buyer_party", "document__terms", "document__internal_note")
    checks = RuleCheck.objects.filter(document=OuterRef("document"))
    last = checks.order_by("-attempt").values
    rows = upload.files.select_related("document__partner").annotate(
        rules_broken=Subquery(checks.filter(state=CheckState.DONE).values("finding_count")),
        last_attempt=Subquery(last("attempt")[:1]),
    )
    return list(rows.defer("content", *never_shown).order_by("no"))


def _being_checked(files: Sequence[Any]) -> set[int]:
    """The documents whose check by the official rules waits or runs; one statement."""
    unchecked = {
        job_key(file.document, next_attempt(file.last_attempt)): file.document_id
        for file in files
        if file.document is not None and file.rules_broken is None
    }
    is_open = Q(kind=KIND, key__in=unchecked, state__in=OPEN_STATES)
    keys = set(Job.objects.filter(is_open).values_list("key", flat=True)) if unchecked else set()
    return {document for key, document in unchecked.items() if key in keys}


def _progress(upload: Upload, files: Sequence[Any], left: int, is_open: bool) -> Progress:
    counts = Counter(FileState(file.state) for file in files)
    done = len(files) - left
    ends = counted_words(counts)
    return Progress(
        label="Reading files",
        done=done,
        total=len(files),
        words=f"{done:,} of {len(files):,} read{f' · {ends}' if ends else ''}",
        note="You may leave this page." if is_open else "",
        tone="" if left else "good",
        poll_url=reverse("invoices:uploaded", args=[upload.public_id]) if is_open else "",
        target="upload",
        stop_url=reverse("invoices:upload_cancellation", args=[upload.public_id]) if counts[FileState.WAITING] else "",
        stop_label="Stop after the current file",
    )


def _file_row(file: Any, is_being_checked: bool, sees_orders: bool) -> FileRow:
    state, size, document = FileState(file.state), filesizeformat(file.size), file.document
    if document is None:
        return FileRow(file.public_id, file.name, size, state, file.reason)
    return FileRow(
        file.public_id, file.name, size, state, "",
        document_url=reverse("invoices:detail", args=[document.public_id]),
        number=document.number,
        supplier=document.partner.name,
        total=document.signed_total,
        currency=document.currency,
        matched_po=document.matched_po,
        why_unmatched=_why_unmatched(document) if sees_orders or document.order_id else NOT_MATCHED,
        findings=len(document.findings) + (file.rules_broken or 0),
        is_being_checked=is_being_checked,
        here_since=document.created_at if state == FileState.KNOWN else None,
        warning=file.reason if state == FileState.KNOWN else "",
    )  # fmt: skip


def _why_unmatched(document: Document) -> str:
    return why_unmatched(document) or ("" if document.order_id else NOT_LOOKED_FOR)


def _sums(documents: Sequence[Document | None]) -> tuple[Sum, ...]:
    found: dict[str, list[Decimal]] = {}
    for document in documents:
        if document is not None:
            found.setdefault(document.currency, []).append(document.signed_total)
    return tuple(Sum(currency, len(totals), sum(totals, Decimal(0))) for currency, totals in sorted(found.items()))


def _upload_row(upload: Upload) -> UploadRow:
    counts = Counter({state: int(getattr(upload, state.value)) for state in FileState})
    left = sum(counts[state] for state in TO_READ)
    words = " · ".join(part for part in (f"{left:,} to be read" if left else "", counted_words(counts)) if part)
    url = reverse("invoices:uploaded", args=[upload.public_id])
    return UploadRow(
        url, moment_text(upload.created_at), name_of_actor(upload.actor), counts.total(), words, left > 0
    )  # fmt: skip
