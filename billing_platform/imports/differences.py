"""What a sheet would change: each cell against the present, rows that moved on meanwhile, and what can't be taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from billing_platform.imports.kinds import EditableColumn, ImportKind, PresentRow, RowChange, Spellings
from common.errors import Refusal
from common.row_keys import LABEL, RowKey, parse_row_key, stamp_of
from common.workbook_reading import Sheet

MOST_QUOTED = 60
Read = Mapping[EditableColumn, Spellings]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One changed cell: heading, address in the sheet, and both values, "" for none."""

    label: str
    address: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row with its changed cells."""

    number: int
    name: str
    url: str
    cells: tuple[CellChange, ...]
    change: RowChange


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that can't be taken, and what to do about it."""

    address: str
    words: str


@dataclass(slots=True)
class Difference:
    """The whole of it. `stale` rows were changed since the export, so nobody knows which of both values is meant."""

    changed: list[ChangedRow] = field(default_factory=list)
    stale: list[ChangedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """Names what was shown, so that nothing else is confirmed."""
        rows = [(row.change.public_id, row.change.stamp, *sorted(row.change.new.items())) for row in self.changed]
        return stamp_of(*rows, len(self.stale), len(self.problems))


def sheet_rows(sheet: Sheet) -> list[list[Any]]:
    """The rows of a sheet as JSON holds them: number, then the cells by heading as [address, text, problem]."""
    return [
        [row.number, {name: [cell.address, cell.text, cell.problem] for name, cell in row.cells.items()}]
        for row in sheet.rows
    ]


def difference_of(kind: ImportKind, rows: Iterable[list[Any]]) -> Difference:
    """Each row of `sheet_rows` against its present one; asks for the present rows once."""
    found, keyed = Difference(), []
    first_at: dict[UUID, int] = {}
    for number, cells in rows:
        key = _key(cells, first_at, number, found)
        if key is not None:
            keyed.append((number, cells, key))
    present = kind.present([key.public_id for _, _, key in keyed])
    read = {column: column.spellings() for column in kind.columns}
    for number, cells, key in keyed:
        row = present.get(key.public_id)
        if row is None:
            found.problems.append(Problem(cells[LABEL][0], f"names no {kind.one} that is here and can be changed."))
        else:
            _compare(read, number, cells, key, row, found)
    return found


def applied_of(change: RowChange, stamp: str) -> dict[str, Any]:
    """A change as JSON, with the stamp that its row had afterwards."""
    row, old, new = str(change.public_id), dict(change.old), dict(change.new)
    return {"row": row, "stamp": stamp, "name": change.name, "old": old, "new": new}


def change_of(applied: dict[str, Any]) -> RowChange:
    """`applied_of`, read back."""
    return RowChange(UUID(applied["row"]), applied["stamp"], applied["name"], applied["old"], applied["new"])


def _key(cells: Mapping[str, list[str]], first_at: dict[UUID, int], number: int, found: Difference) -> RowKey | None:
    address, text, problem = cells[LABEL]
    try:
        key = parse_row_key(text) if not problem else None
    except Refusal as refusal:
        problem = refusal.message
        key = None
    if not text and not problem.startswith("holds a formula"):
        problem = "holds no key, so nobody knows which row it is. New rows are not taken here."
    if key is not None and first_at.setdefault(key.public_id, number) != number:
        problem, key = f"names the same row as row {first_at[key.public_id]}. Keep one of them.", None
    if problem:
        found.problems.append(Problem(address, problem))
    return key


def _compare(
    read: Read, number: int, cells: Mapping[str, list[str]], key: RowKey, row: PresentRow, found: Difference
) -> None:
    is_stale = key.stamp != row.stamp
    before = len(found.problems)
    editable = [column for column in read if column.label in cells and column.key in row.values]
    said = {column: read[column].value_of(cells[column.label][1], is_stale=is_stale) for column in editable}
    parsed = {column: _value(column, cells, found) if value is None else value for column, value in said.items()}
    if not is_stale:
        found.problems.extend(_changed_for_nothing(row, cells))
    if len(found.problems) > before:
        return
    changed = {column: value for column, value in parsed.items() if value != row.values[column.key]}
    if not changed:
        found.unchanged += 1
        return
    (found.stale if is_stale else found.changed).append(_changed_row(number, cells, row, changed))


def _value(column: EditableColumn, cells: Mapping[str, list[str]], found: Difference) -> str:
    address, text, problem = cells[column.label]
    try:
        value = column.parse(text) if not problem else ""
    except Refusal as refusal:
        value, problem = "", refusal.message
    if problem:
        found.problems.append(Problem(address, problem))
    return value


def _changed_for_nothing(row: PresentRow, cells: Mapping[str, list[str]]) -> Iterable[Problem]:
    """Cells of columns that an import does not change, and that say something else than the row."""
    for label, text in row.fixed.items():
        address, said, problem = cells.get(label, ("", text, ""))
        if problem or said != text.strip():
            back = f"Put “{text}” back." if text else "Leave it empty."
            yield Problem(address, f"says “{said[:MOST_QUOTED]}”, but is not changed by an import. {back}")


def _changed_row(
    number: int, cells: Mapping[str, list[str]], row: PresentRow, changed: Mapping[EditableColumn, str]
) -> ChangedRow:
    told = tuple(
        CellChange(column.label, cells[column.label][0], row.values[column.key], value)
        for column, value in changed.items()
    )
    old = {column.key: row.values[column.key] for column in changed}
    new = {column.key: value for column, value in changed.items()}
    return ChangedRow(number, row.name, row.url, told, RowChange(row.public_id, row.stamp, row.name, old, new))
