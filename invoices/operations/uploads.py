"""Keep files that somebody sends, and have a job read them one after the other."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Count, F
from django.template.defaultfilters import filesizeformat

from common.errors import Refusal
from common.retry import BuyerBusy
from common.safe_xml import PDF_HEADER_WITHIN, is_pdf
from invoices.models import AGAIN, TO_READ, Document, FileState, ReceivedFile, Upload, UploadFile
from invoices.operations.receive import receive_einvoice
from invoices.refusals import AlreadyHere, NothingSent, StillReading, UploadTooLarge
from tenants import border
from tenants.jobs.operations import enqueue
from tenants.jobs.queries import is_open
from tenants.jobs.registry import Progress
from tenants.models import now

MOST_TRIES = 2
ONE_FILE = "upload_file_of_document_once"
KEPT = timedelta(days=30)
log = logging.getLogger("uploads")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: the document, or the reason why there is none."""

    state: FileState
    document: Document | None = None
    reason: str = ""


def keep_upload(files: Sequence[File[Any]]) -> UUID:
    """Keep the files as rows and ask a job to read them, in one transaction; the public id of the upload.

    A file above its limit is refused at once and its bytes are not kept; one file is in memory at a time. Refuses an
    upload without files (NothingSent) and one above the limits of files or bytes (UploadTooLarge), keeping nothing.
    """
    refuse_excess(len(files), sum(file.size for file in files))
    with transaction.atomic():
        upload = Upload.objects.create(actor=border.present_actor())
        for no, file in enumerate(files, 1):
            _file_row(upload, no, file).save()
        _ask_to_read(upload)
        _ask_to_forget()
    return upload.public_id


def refuse_excess(files: int, size: int) -> None:
    """Refuse (NothingSent, UploadTooLarge) so many files with so many bytes in all."""
    if not files:
        raise NothingSent("Choose at least one file.", field="files")
    if files > settings.UPLOAD_MAX_FILES:
        message = f"{files:,} files were sent, at most {settings.UPLOAD_MAX_FILES:,} go at once. Send them in parts."
        raise UploadTooLarge(message, field="files")
    if size > settings.UPLOAD_MAX_BYTES:
        most = filesizeformat(settings.UPLOAD_MAX_BYTES)
        message = f"The files have {filesizeformat(size)} in all, at most {most} go at once. Send them in parts."
        raise UploadTooLarge(message, field="files")


def read_upload(public_id: UUID, *, run: int, progress: Progress) -> dict[str, int]:
    """Receive the files that wait, one after the other; how many files of the upload came to which end.

    Each file is begun, received and settled in a transaction of its own, so that a killed job is taken up where it
    stopped: what is received stays, and a document received just before the end is found again by its bytes. A file
    whose reading was cut off twice is set aside and the rest goes to a fresh job. `progress` is told before each file;
    an earlier run than the upload's present one does nothing. Raises BuyerBusy, with the file waiting again.
    """
    upload = Upload.objects.get(public_id=public_id)
    total, done = upload.files.count(), upload.files.exclude(state__in=TO_READ).count()
    while upload.runs == run:
        progress(done, total)
        file = _begin_next(upload)
        if file is None:
            break
        if file.tries > MOST_TRIES:
            _set_aside(upload, file)
            break
        _settle(file, _outcome(file))
        done += 1
    ends = upload.files.exclude(state__in=TO_READ).values_list("state").annotate(count=Count("id")).order_by("state")
    return {"files": total, **dict(ends)}


@transaction.atomic
def cancel_upload(public_id: UUID) -> int:
    """Leave out the files that nobody has begun to read; how many. The one at work is read to its end."""
    waiting = UploadFile.objects.filter(upload__public_id=public_id, state=FileState.WAITING)
    return waiting.update(state=FileState.CANCELLED, done_at=now())


def retry_upload(public_id: UUID) -> int:
    """Have a fresh job read what was left out or broke on our side; how many files.

    Refuses (StillReading) while a job of this upload is open, and for the second of two who ask at once.
    """
    with transaction.atomic():
        upload = Upload.objects.get(public_id=public_id)
        if is_open("read_upload", upload.job_key) or not _take_next_run(upload):
            raise StillReading("The files are being read. Ask again when that has ended.")
        left = upload.files.filter(state__in=AGAIN, content__isnull=False)
        count = left.update(state=FileState.WAITING, tries=0, reason="", done_at=None)
        _ask_to_read(upload)
        _ask_to_forget()
    return count


@transaction.atomic
def forget_content(at: datetime) -> int:
    """Remove the bytes of files that were settled without a document more than 30 days before `at`; how many."""
    old = UploadFile.objects.filter(done_at__lt=at - KEPT, content__isnull=False)
    return old.update(content=None)


def _file_row(upload: Upload, no: int, file: File[Any]) -> UploadFile:
    name, size = (file.name or "file")[:255], file.size
    row = UploadFile(upload=upload, no=no, name=name, size=size)
    start = file.read(PDF_HEADER_WITHIN)
    file.seek(0)
    largest = settings.EINVOICE_MAX_PDF_BYTES if is_pdf(start) else settings.EINVOICE_MAX_BYTES
    if size > largest:
        most = filesizeformat(largest)
        reason = f"It has {filesizeformat(size)}. The largest file of its kind that is read has {most}."
        row.state, row.reason, row.done_at, row.sha256 = FileState.REFUSED, reason, now(), _digest(file)
    else:
        row.content = file.read()
        row.sha256 = hashlib.sha256(row.content).hexdigest()
    return row


def _digest(file: File[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _ask_to_read(upload: Upload) -> None:
    enqueue("read_upload", {"upload": str(upload.public_id), "run": upload.runs}, key=upload.job_key)


def _ask_to_forget() -> None:
    """Once a day, for when what is settled today may be removed."""
    due_at = now() + KEPT + timedelta(days=1)
    enqueue("forget_upload_content", {}, key=f"{due_at:%Y-%m-%d}", due_at=due_at)


def _take_next_run(upload: Upload) -> bool:
    taken = Upload.objects.filter(pk=upload.pk, runs=upload.runs).update(runs=F("runs") + 1)
    upload.runs += taken
    return bool(taken)


@transaction.atomic
def _begin_next(upload: Upload) -> UploadFile | None:
    """The next file, counted as tried before anything is read; one that was cancelled meanwhile is passed over."""
    while (file := upload.files.filter(state__in=TO_READ).order_by("no").first()) is not None:
        file.began_at, file.tries = file.began_at or now(), file.tries + 1
        open_still = UploadFile.objects.filter(pk=file.pk, state__in=TO_READ)
        if open_still.update(state=FileState.READING, began_at=file.began_at, tries=file.tries):
            return file
    return None


def _outcome(file: UploadFile) -> Outcome:
    """Receive one file. What is ours to answer for passes on (a lost database) or is told as such (a defect)."""
    try:
        return Outcome(FileState.RECEIVED, receive_einvoice(bytes(file.content or b""), file.name))
    except AlreadyHere as refusal:
        return _known(file, refusal)
    except BuyerBusy:
        in_hand = UploadFile.objects.filter(pk=file.pk, state=FileState.READING)
        in_hand.update(state=FileState.WAITING, tries=F("tries") - 1)
        raise
    except Refusal as refusal:
        return Outcome(FileState.REFUSED, reason=_without_name(refusal.message, file.name))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("upload.file_failed", extra={"file": str(file.public_id)})
        return Outcome(FileState.BROKEN, reason="Something broke on our side. Nothing of it was kept; try it again.")


def _known(file: UploadFile, refusal: AlreadyHere) -> Outcome:
    """Here already, or received from this very file by a job that died before it could say so."""
    same = Document.objects.filter(public_id=refusal.document) if refusal.document else _of_bytes(file)
    document = same.first()
    if document is not None and _came_from(file, document):
        return Outcome(FileState.RECEIVED, document)
    reason = refusal.difference if document else _without_name(refusal.message, file.name)
    return Outcome(FileState.KNOWN, document, reason)


def _of_bytes(file: UploadFile) -> Any:
    return Document.objects.filter(received_file__sha256=file.sha256)


def _came_from(file: UploadFile, document: Document) -> bool:
    since = ReceivedFile.objects.filter(document=document, sha256=file.sha256, received_at__gte=file.began_at)
    return since.exists() and not document.upload_files.filter(state=FileState.RECEIVED).exists()


def _settle(file: UploadFile, outcome: Outcome) -> None:
    """Write what became of the file. A document that another file has claimed meanwhile was here already."""
    try:
        _write(file, outcome)
    except IntegrityError as error:
        if ONE_FILE not in str(error):
            raise
        _write(file, Outcome(FileState.KNOWN, outcome.document))


@transaction.atomic
def _write(file: UploadFile, outcome: Outcome) -> None:
    facts: dict[str, Any] = {"state": outcome.state, "document": outcome.document, "reason": outcome.reason}
    if outcome.document is not None:
        facts["content"] = None
    UploadFile.objects.filter(pk=file.pk, state=FileState.READING).update(**facts, done_at=now())


def _set_aside(upload: Upload, file: UploadFile) -> None:
    """The file that ends whoever reads it holds back no other: they go to a job whose tries start anew."""
    reason = f"Reading it was cut off {MOST_TRIES} times. Nothing of it was kept; support can look at it."
    with transaction.atomic():
        _settle(file, Outcome(FileState.BROKEN, reason=reason))
        if _take_next_run(upload):
            _ask_to_read(upload)


def _without_name(message: str, name: str) -> str:
    """A refusal's words beside the name of the file, which they may begin with."""
    short = name[:80]
    told = message.removeprefix(f"{short}: ")
    return f"The file{told.removeprefix(short)}" if told.startswith(f"{short} ") else told
