"""Ask for exports, write them, cancel them, and let them expire."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from billing_platform.exports.listed import source_of
from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.sources import Asked, Selection, Source
from billing_platform.files.operations import drop, store_file
from billing_platform.job_askers import MayNoLonger
from common.dates import time_zone
from common.errors import Refusal
from common.sql import one_snapshot, rows
from common.workbook import Written, refuse_excess, write_workbook
from people.models import Account
from tenants import border
from tenants.jobs.asking import cancel_job
from tenants.jobs.operations import enqueue
from tenants.jobs.queries import open_job
from tenants.jobs.registry import Progress
from tenants.models import now

WRITE = "write_export"
AT_ONCE = 1_000  # rows that are written while the person waits
TELL_EVERY = 1_000
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def request_export(source: Source, asked: Asked, person: Account, *, export_id: UUID, today: date) -> Export:
    """Give somebody a workbook of a list: a short one at once, a longer one by a job; the export as it is then.

    `export_id` names the request: asked for twice by the same person it is one export. Refuses (TooManyRows) what no
    sheet takes, and writes nothing then.
    """
    with transaction.atomic():
        rows(LOCK, [f"export {export_id}"])
        found = Export.objects.filter(public_id=export_id, person=person.public_id).first()
        if found is not None:
            return found
        selection = source.select(asked, person, today)
        refuse_excess(selection.count)
        export = _row(source, asked, person, selection, export_id)
        if selection.count < AT_ONCE:
            _write(export, selection, lambda done, total: None)
        else:
            enqueue(WRITE, {"export": str(export.public_id)}, key=str(export.public_id), total=selection.count)
    return export


def write_export(public_id: UUID, *, today: date, progress: Progress) -> Export:
    """Write the workbook that was asked for; the export with what it holds.

    Rows are read as they all were at one instant. A file is there whole or not at all, so a killed job starts anew and
    leaves nothing double; one that is written, refused or cancelled already is left alone. What the person may not
    (any longer) see is not in it; without the permission of the list, or when the rows have become too many, the
    export is refused with its reason.
    """
    export = Export.objects.get(public_id=public_id)
    if export.state != ExportState.WAITING:
        return export
    try:
        source, person = _source_of(export), _person_of(export)
        _refuse_without(person, source)
        asked = Asked(export.is_everything, export.query, tuple(export.columns))
        _write(export, source.select(asked, person, today), progress)
    except Refusal as refusal:
        _end(export, state=ExportState.REFUSED, reason=refusal.message)
    return export


@transaction.atomic
def cancel_export(public_id: UUID, person: Account) -> bool:
    """Give up an export that is not written yet; whether it was. Its job stops, and nothing it has written is kept."""
    waiting = Export.objects.filter(public_id=public_id, person=person.public_id, state=ExportState.WAITING)
    was_waiting = bool(waiting.update(state=ExportState.CANCELLED, done_at=now()))
    job = open_job(WRITE, str(public_id)) if was_waiting else None
    if job is not None:
        cancel_job(job)
    return was_waiting


def forget_exports(at: datetime) -> int:
    """Let exports expire that are older at this instant than they are kept, and delete their bytes; how many."""
    old = Export.objects.filter(state=ExportState.READY, expires_at__lte=at)
    found = list(old.values_list("pk", "sha256"))
    with transaction.atomic():
        old.filter(pk__in=[pk for pk, _ in found]).update(state=ExportState.EXPIRED, sha256="")
    drop(sha256 for _, sha256 in found)
    return len(found)


def _row(source: Source, asked: Asked, person: Account, selection: Selection, export_id: UUID) -> Export:
    return Export.objects.create(
        public_id=export_id,
        source=source.key,
        title=source.title,
        person=person.public_id,
        actor=border.present_actor(),
        is_everything=asked.is_everything,
        query=asked.query,
        columns=list(asked.columns),
        needs=sorted(selection.needs),
        expected=selection.count,
    )


def _write(export: Export, selection: Selection, progress: Progress) -> None:
    zone, prefix = time_zone(border.present_organization().time_zone), f"export-{export.public_id}-"
    _clear_away(prefix)
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        path = Path(folder) / "export.xlsx"
        with one_snapshot():
            told = _told(selection.rows(), selection.count, progress)
            written = write_workbook(path, export.title, selection.columns, told, zone=zone)
        _keep(export, path, written, selection)


def _clear_away(prefix: str) -> None:
    """What a worker left here that was killed while it wrote the same export."""
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        shutil.rmtree(left)


def _told(found: Iterable[Sequence[object]], total: int, progress: Progress) -> Iterator[Sequence[object]]:
    """The rows, telling how far it is."""
    for done, row in enumerate(found):
        if done % TELL_EVERY == 0:
            progress(done, max(total, done))
        yield row


@transaction.atomic
def _keep(export: Export, path: Path, written: Written, selection: Selection) -> None:
    """Store the file and say so, unless the export was cancelled or written by another worker meanwhile."""
    with path.open("rb") as file:
        stored = store_file(file)
    _end(
        export,
        state=ExportState.READY,
        sha256=stored.sha256,
        size=stored.size,
        rows=written.rows,
        as_text=written.as_text,
        shortened=written.shortened,
        needs=sorted(selection.needs),
        expires_at=now() + timedelta(hours=settings.EXPORT_HOURS),
    )


def _end(export: Export, **facts: object) -> None:
    waiting = Export.objects.filter(pk=export.pk, state=ExportState.WAITING)
    waiting.update(**facts, done_at=now())
    export.refresh_from_db()


def _source_of(export: Export) -> Source:
    found = source_of(export.source)
    if found is None:
        raise MayNoLonger("There is no such list any more.")
    return found


def _person_of(export: Export) -> Account:
    found: Account | None = Account.objects.filter(public_id=export.person, is_active=True).first()
    if found is None:
        raise MayNoLonger("Whoever asked for this export may no longer sign in.")
    return found


def _refuse_without(person: Account, source: Source) -> None:
    if not person.may(source.permission):
        raise MayNoLonger(f"The permission “{source.permission.label}” is missing by now.")
