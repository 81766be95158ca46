"""Take files with new rows in, make all of the rows or none, and take them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from billing_platform.imports.creations import CREATIONS, Created, CreationKind, SentFile, Understood
from billing_platform.imports.models import ImportState, SheetImport
from billing_platform.imports.operations import end_import, locked_import, refuse_ended
from billing_platform.imports.refusals import FileMissing, HasProblems, NothingChanges, RowsChanged
from people.models import Account
from tenants import border


def take_files(kind: CreationKind, files: Sequence[SentFile], person: Account) -> SheetImport:
    """Keep what the files say; nothing of the books is written yet. Refuses none, and what the kind can't read.

    Sent twice, they are two imports.
    """
    if not files:
        raise FileMissing("Choose a file.", field="file")
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return SheetImport.objects.create(
        kind=kind.key,
        person=person.public_id,
        actor=border.present_actor(),
        file_name=f"{files[0].name[: 255 - len(more)]}{more}",
        rows=kind.read(files),
    )


@transaction.atomic
def create_rows(public_id: UUID, person: Account, *, seen: str, today: date) -> SheetImport:
    """Make every row of the files, or none.

    The import is locked first, then what the kind's own operation locks; what was made already stays as it is. `seen`
    is the digest of what was shown. Refuses what can't be taken (HasProblems), what has become something else since it
    was shown (RowsChanged), files without rows (NothingChanges), and what the kind refuses.
    """
    found = locked_import(public_id, person)
    if found.state == ImportState.APPLIED:
        return found
    refuse_ended(found, ImportState.OPEN)
    kind = CREATIONS[found.kind]
    _refuse(kind.understand(found.rows, today), seen)
    made = kind.create(found.rows, today)
    found.applied = [_kept(each) for each in made]
    end_import(found, ImportState.APPLIED)
    return found


@transaction.atomic
def undo_creation(public_id: UUID, person: Account) -> SheetImport:
    """Take back what the import made, while nobody has changed or used any of it (RowsChanged). Repeat-safe."""
    found = locked_import(public_id, person)
    if found.state == ImportState.UNDONE:
        return found
    refuse_ended(found, ImportState.APPLIED)
    CREATIONS[found.kind].undo(made_by(found))
    end_import(found, ImportState.UNDONE)
    return found


def made_by(found: SheetImport) -> list[Created]:
    """The rows that an import has made."""
    return [Created(UUID(each["row"]), each["stamp"], each["name"]) for each in found.applied]


def _kept(made: Created) -> dict[str, Any]:
    return {"row": str(made.public_id), "stamp": made.stamp, "name": made.name}


def _refuse(understood: Understood, seen: str) -> None:
    if understood.problems:
        raise HasProblems("Nothing was created: first mend what is listed below, then send the file again.")
    if understood.digest != seen:
        raise RowsChanged("Nothing was created: the books have changed since you saw this. Look at it again.")
    if not understood.rows:
        raise NothingChanges("The file holds nothing to create.")
