"""An import of new rows as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from billing_platform.imports.creation_operations import made_by
from billing_platform.imports.creations import CREATIONS, CreationKind, NewRow
from billing_platform.imports.differences import Problem
from billing_platform.imports.models import ImportState, SheetImport
from common.ui.figures import moment_text

MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row that the import made, with its page; `url` is empty once it was taken back."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class CreationPage:
    """One import: what it would make while it is open, else what it has made.

    `verb` names what its button makes, "" where nothing can be made; `seen` is what the button confirms.
    """

    public_id: UUID
    kind: CreationKind
    state: ImportState
    lede: str
    list_url: str
    rows: tuple[NewRow, ...]
    made: tuple[MadeRow, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    seen: str
    verb: str

    @property
    def made_heading(self) -> str:
        """What stands above the rows that were made."""
        return "What was created and taken back" if self.state == ImportState.UNDONE else "What was created"

    @property
    def heading(self) -> str:
        """What stands above the rows: what can't be taken is not among them."""
        return "What was understood, without what is listed above" if self.problems else "What was understood"


def creation_page(found: SheetImport, today: date) -> CreationPage:
    """The page of one import; while it is open, the kind looks at its rows once more."""
    kind = CREATIONS[found.kind]
    understood = kind.understand(found.rows, today)
    can = found.state == ImportState.OPEN and understood.rows and not understood.problems
    return CreationPage(
        public_id=found.public_id,
        kind=kind,
        state=ImportState(found.state),
        lede=f"“{found.file_name}”, sent {moment_text(found.created_at)}.",
        list_url=reverse(kind.list_url_name),
        rows=understood.rows,
        made=tuple(_made(found, kind)),
        problems=understood.problems[:MOST_PROBLEMS],
        problem_count=len(understood.problems),
        seen=understood.digest,
        verb=f"Create {kind.counted(len(understood.rows))}" if can else "",
    )


def _made(found: SheetImport, kind: CreationKind) -> Iterator[MadeRow]:
    is_there = found.state == ImportState.APPLIED
    for each in made_by(found):
        yield MadeRow(each.name, reverse(kind.detail_url_name, args=[each.public_id]) if is_there else "")
