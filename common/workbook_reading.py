"""Read a workbook that a stranger sent: bounded in every direction, values only, no formula, nothing but its cells."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from common.workbook_archive import MAX_ROWS, WorkbookRefused, WorkbookTooLarge, damaged, refuse_unsafe_archive

MAX_COLUMNS = 100
MAX_SHEETS = 20
LAST_ROW = 50_000  # empty ones count here
NOT_READ = "The file is damaged: it can't be read as an Excel workbook. Save it again."


class NoSuchTable(WorkbookRefused):
    """No sheet has the headings that are looked for in its first row."""

    code = "no_such_table"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its address ("C17"), its value as text, and what is wrong with it in words, or ""."""

    address: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet and its cells by heading; those without a value have the text ""."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table that was found: the name of its sheet, its headings in order, and the rows that hold anything."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_workbook(content: bytes, *, key: str, wanted: Collection[str]) -> Sheet:
    """The first sheet with the heading `key` in its first row; of its cells those under `key` and the `wanted` ones.

    Numbers come as plain digits, days and instants as ISO 8601. A formula or an error is a cell with a problem.
    Raises a subclass of `WorkbookRefused` before anything is unpacked that is too large, and for what is no workbook.
    """
    refuse_unsafe_archive(content)
    for sheet in _sheets(content):
        rows = _sheet_rows(sheet)
        headings = tuple(_heading(cell) for cell in next(rows, ()))
        if key in headings:
            return Sheet(
                sheet.title, tuple(name for name in headings if name), tuple(_rows(rows, headings, {key, *wanted}))
            )
    raise NoSuchTable(
        f"No sheet has the column “{key}”, which says what each row is. Export the list, change that file and send it."
    )


def _sheets(content: bytes) -> list[Any]:
    with damaged(NOT_READ, Exception), warnings.catch_warnings():  # of many kinds, as the library checks little itself
        warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return list(book.worksheets[:MAX_SHEETS])


def _sheet_rows(sheet: Any) -> Iterator[Any]:
    """The rows as the library parses them while they are asked for."""
    with damaged(NOT_READ, Exception):
        sheet.reset_dimensions()  # what the file says of its own size is no fact
        yield from sheet.iter_rows()


def _heading(cell: Any) -> str:
    return unescape(cell.value).strip() if isinstance(cell.value, str) and cell.data_type != "f" else ""


def _rows(rows: Iterator[Any], headings: tuple[str, ...], read: Collection[str]) -> Iterator[SheetRow]:
    if len(headings) > MAX_COLUMNS:
        raise WorkbookTooLarge(f"The sheet has {len(headings):,} columns; at most {MAX_COLUMNS} are read.")
    places = {name: place for place, name in enumerate(headings) if name in read}
    held = 0
    for number, row in enumerate(rows, 2):
        if number <= LAST_ROW and not any(cell.value is not None for cell in row):
            continue
        held += 1
        if held > MAX_ROWS or number > LAST_ROW:
            raise WorkbookTooLarge(f"The sheet has more than the {MAX_ROWS:,} rows that are read. Send it in parts.")
        yield SheetRow(number, {name: _cell(row, place, number) for name, place in places.items()})


def _cell(row: Any, place: int, number: int) -> Cell:
    address = f"{get_column_letter(place + 1)}{number}"
    found = row[place] if place < len(row) else None
    if found is None or found.value is None:
        return Cell(address, "")
    if found.data_type == "f":
        return Cell(address, "", "holds a formula. Put the value itself there.")
    if found.data_type == "e":
        return Cell(address, "", f"holds the error {found.value}. Put a value there.")
    return Cell(address, _text(found.value))


def _text(value: object) -> str:
    if isinstance(value, str):
        return unescape(value).strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
