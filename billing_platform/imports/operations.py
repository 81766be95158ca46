"""Take a changed sheet in, apply it as a whole, undo it, or discard it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from billing_platform.imports.differences import Difference, applied_of, change_of, difference_of, sheet_rows
from billing_platform.imports.kinds import KINDS, ImportKind, RowChange
from billing_platform.imports.models import ImportState, SheetImport
from billing_platform.imports.refusals import HasProblems, NoLongerOpen, NotEditable, NothingChanges, RowsChanged
from common.retry import repeated
from common.row_keys import LABEL
from common.workbook_reading import read_workbook
from people.models import Account
from tenants import border
from tenants.models import now

KEPT = timedelta(hours=24)


def take_sheet(kind: ImportKind, content: bytes, name: str, person: Account) -> SheetImport:
    """Keep the cells of an exported sheet that was changed; nothing of the books is written yet.

    Refuses what is no workbook or not safe to read (WorkbookRefused), and one without a column that can be changed
    (NotEditable). Two sheets are two imports.
    """
    labels = [column.label for column in kind.columns]
    read = {LABEL, *labels, *kind.fixed}
    sheet = read_workbook(content, key=LABEL, wanted=read)
    if not set(labels) & set(sheet.headings):
        raise NotEditable(f"The sheet has no column “{'” or “'.join(labels)}”, so there is nothing to change.")
    return SheetImport.objects.create(
        kind=kind.key,
        person=person.public_id,
        actor=border.present_actor(),
        file_name=name[:255],
        rows=sheet_rows(sheet),
        unread=[heading for heading in sheet.headings if heading not in read],
    )


@repeated
def apply_import(public_id: UUID, person: Account, *, seen: str, leave_out_stale: bool) -> SheetImport:
    """Write every change of the sheet, or none.

    The import is locked first, then its rows by the kind's own operation; what is applied already stays as it is.
    `seen` is the digest of the difference that was shown. Refuses when the rows have changed since (RowsChanged), when
    a cell can't be taken (HasProblems), when there are stale rows that were not to be left out (RowsChanged), and when
    nothing would change (NothingChanges).
    """
    with transaction.atomic():
        found = locked_import(public_id, person)
        if found.state == ImportState.APPLIED:
            return found
        refuse_ended(found, ImportState.OPEN)
        kind = KINDS[found.kind]
        difference = difference_of(kind, found.rows)
        _refuse(kind, difference, seen, leave_out_stale)
        changes = [row.change for row in difference.changed]
        found.batch = kind.apply(changes)
        found.applied = _as_applied(kind, changes)
        end_import(found, ImportState.APPLIED, left_out=len(difference.stale))
    return found


@repeated
@transaction.atomic
def undo_import(public_id: UUID, person: Account) -> SheetImport:
    """Give every row back the values it had before the import, while nobody else has changed one (RowsChanged).

    A kind that takes changes back in a way of its own refuses in words of its own.
    """
    found = locked_import(public_id, person)
    if found.state == ImportState.UNDONE:
        return found
    refuse_ended(found, ImportState.APPLIED)
    _take_back(KINDS[found.kind], found)
    end_import(found, ImportState.UNDONE)
    return found


@transaction.atomic
def discard_import(public_id: UUID, person: Account) -> None:
    """Forget a sheet that was not applied; its cells go at once."""
    found = locked_import(public_id, person)
    if found.state == ImportState.OPEN:
        end_import(found, ImportState.DISCARDED)


@transaction.atomic
def forget_imports(at: datetime) -> int:
    """Discard the sheets that nobody has confirmed within 24 hours; how many."""
    old = SheetImport.objects.filter(state=ImportState.OPEN, created_at__lt=at - KEPT)
    return old.update(state=ImportState.DISCARDED, rows=[], done_at=at)


def locked_import(public_id: UUID, person: Account) -> SheetImport:
    """A person's own import, locked until the transaction ends."""
    own = SheetImport.objects.select_for_update(no_key=True)
    return own.get(public_id=public_id, person=person.public_id)


def refuse_ended(found: SheetImport, wanted: ImportState) -> None:
    """Refuse (NoLongerOpen) an import in another state."""
    if found.state != wanted:
        raise NoLongerOpen(f"This import is {ImportState(found.state).label.lower()} already.")


def _take_back(kind: ImportKind, found: SheetImport) -> None:
    if kind.undo and found.batch:
        kind.undo(found.batch)
        return
    made = (change_of(each) for each in found.applied)
    kind.apply([replace(each, old=each.new, new=each.old) for each in made])


def _refuse(kind: ImportKind, difference: Difference, seen: str, leave_out_stale: bool) -> None:
    if difference.problems:
        raise HasProblems("Nothing was changed: first mend the cells below, then send the sheet again.")
    if difference.digest != seen:
        raise RowsChanged("Nothing was changed: rows have changed since you saw this. Look at it again.")
    if difference.stale and not leave_out_stale:
        raise RowsChanged(f"Nothing was changed: {kind.counted(len(difference.stale))} changed since the export.")
    if not difference.changed:
        raise NothingChanges("The sheet says what is here already: there is nothing to change.")


def _as_applied(kind: ImportKind, changes: Sequence[RowChange]) -> list[dict[str, Any]]:
    """The changes as JSON, each with the stamp that its row has now."""
    present = kind.present([change.public_id for change in changes])
    return [applied_of(change, present[change.public_id].stamp) for change in changes]


def end_import(found: SheetImport, state: ImportState, **facts: Any) -> None:
    """The import in its new state, with these columns; what was read is forgotten."""
    found.state, found.rows, found.done_at = state, [], now()
    for name, value in facts.items():
        setattr(found, name, value)
    found.save()
