"""Imports as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from billing_platform.imports.differences import CellChange, ChangedRow, Difference, Problem, change_of, difference_of
from billing_platform.imports.kinds import KINDS, ImportKind
from billing_platform.imports.models import ImportState, SheetImport
from common.ui.figures import moment_text
from people.models import Account

MOST_STALE = 100
MOST_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One import. While it is open the difference to the present, else the changes that were made.

    `verb` names the changes that its button makes, "" where it may not be applied; `seen` is what the button confirms.
    """

    public_id: UUID
    kind: ImportKind
    state: ImportState
    lede: str
    list_url: str
    rows: tuple[ChangedRow, ...]
    stale: tuple[ChangedRow, ...]
    stale_words: str
    problems: tuple[Problem, ...]
    problem_count: int
    unchanged: int
    unread: str
    seen: str
    verb: str
    left_out: int
    effect: str = ""


def import_of(public_id: UUID, person: Account) -> SheetImport | None:
    """A person's own import; nobody else's is ever found."""
    return SheetImport.objects.filter(public_id=public_id, person=person.public_id).first()


def import_page(found: SheetImport) -> ImportPage:
    """The page of one import; the present rows are asked for once."""
    kind = KINDS[found.kind]
    difference = difference_of(kind, found.rows)
    changed = difference.changed if found.state == ImportState.OPEN else [_made(kind, each) for each in found.applied]
    stale = tuple(difference.stale)
    return ImportPage(
        public_id=found.public_id,
        kind=kind,
        state=ImportState(found.state),
        lede=f"“{found.file_name}”, sent {moment_text(found.created_at)}.",
        list_url=reverse(kind.list_url_name),
        rows=tuple(changed),
        stale=stale[:MOST_STALE],
        stale_words=kind.counted(len(stale)),
        problems=tuple(difference.problems[:MOST_PROBLEMS]),
        problem_count=len(difference.problems),
        unchanged=difference.unchanged,
        unread=", ".join(found.unread),
        seen=difference.digest,
        verb=_verb(kind, len(changed), len(stale)) if changed and not difference.problems else "",
        left_out=found.left_out,
        effect=_effect(kind, difference) if found.state == ImportState.OPEN else "",
    )


def _effect(kind: ImportKind, difference: Difference) -> str:
    return kind.effect([row.change for row in difference.changed]) if kind.effect and difference.changed else ""


def _verb(kind: ImportKind, count: int, stale: int) -> str:
    """ "Change 38 partners", and how many are left out."""
    return f"Change {kind.counted(count)}" + (f", leave {stale:,} out" if stale else "")


def _made(kind: ImportKind, applied: dict[str, Any]) -> ChangedRow:
    """A change that was made, as a row of the table."""
    made = change_of(applied)
    labels = {column.key: column.label for column in kind.columns}
    cells = tuple(CellChange(labels[key], "", made.old[key], value) for key, value in made.new.items())
    return ChangedRow(0, made.name, "", cells, made)
