"""Read a workbook that a stranger sent: bounded in every direction, values only, no formula, nothing but its cells."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

from common.errors import Refusal

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 200
MAX_TAGS = 1_000_000
MAX_ATTRIBUTES = 1_500_000
MAX_ROWS = 10_000
MAX_COLUMNS = 100
MAX_SHEETS = 20
LAST_ROW = 100_000  # empty ones count here
PIECE = 256 * 1024
OVERLAP = 16
CONTENT_TYPES, BOOK = "[Content_Types].xml", "xl/workbook.xml"
XML_PARTS = (".xml", ".rels", ".vml")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
MARK = b"\xef\xbb\xbf"
SAVE_AS = "Save it as an Excel workbook (.xlsx) and choose that file."
OTHER_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls), or protected by a password. Save it as .xlsx without one."),
    (b"%PDF-", f"is a PDF. {SAVE_AS}"),
    (b"<", f"is XML or a web page. {SAVE_AS}"),
    (b"\x1f\x8b", f"is a gzip archive. {SAVE_AS}"),
)


class WorkbookRefused(Refusal):
    """A file that is no workbook, or one that is not safe to read; the base of every refusal of this module."""

    code = "workbook_refused"


class NotAWorkbook(WorkbookRefused):
    """The file is empty, damaged, or of another format."""

    code = "not_a_workbook"


class WorkbookTooLarge(WorkbookRefused):
    """More bytes, packed or unpacked, more cells, rows or columns than are read."""

    code = "workbook_too_large"


class ForbiddenContent(WorkbookRefused):
    """Macros, or XML with a document type definition, which no workbook needs."""

    code = "forbidden_content"


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
    """The table that was found: all its headings in order, and the rows that hold anything."""

    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_workbook(content: bytes, *, key: str, wanted: Collection[str]) -> Sheet:
    """The first sheet with the heading `key` in its first row; of its cells those under `key` and the `wanted` ones.

    Numbers come as plain digits, days and instants as ISO 8601. A formula or an error is a cell with a problem.
    Raises a subclass of `WorkbookRefused` before anything is unpacked that is too large, and for what is no workbook.
    """
    _refuse_other_formats(content)
    _refuse_unsafe_parts(content)
    try:
        return _read(content, key, wanted)
    except WorkbookRefused:
        raise
    except Exception as error:  # whatever a damaged file makes the library raise
        raise NotAWorkbook("The file is damaged: it can't be read as an Excel workbook. Save it again.") from error


def _refuse_other_formats(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise WorkbookTooLarge(f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are read.")
    if not content.strip():
        raise NotAWorkbook("The file is empty.")
    for magic, words in OTHER_FORMATS:
        if content.removeprefix(MARK).startswith(magic):
            raise NotAWorkbook(f"The file {words}")
    if not content.startswith(b"PK\x03\x04"):
        raise NotAWorkbook(f"The file is no Excel workbook. {SAVE_AS}")


def _refuse_unsafe_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _refuse_directory(archive.infolist())
            _refuse_parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise NotAWorkbook("The file is damaged: it can't be unpacked. Save it again.") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise NotAWorkbook("The file is damaged: it can't be unpacked. Save it again.") from error


def _refuse_directory(parts: list[zipfile.ZipInfo]) -> None:
    """By what the archive tells of itself, which is also the most that is ever unpacked of a part."""
    names = {part.filename for part in parts}
    if not names >= {CONTENT_TYPES, BOOK}:
        raise NotAWorkbook(f"The file is an archive, but no Excel workbook. {SAVE_AS}")
    if any(part.flag_bits & 0x1 for part in parts):
        raise NotAWorkbook("The file is protected by a password. Save it without one.")
    if any("vbaproject" in name.lower() for name in names):
        raise ForbiddenContent("The file holds macros, which are not read. Save it as .xlsx.")
    if len(parts) > MAX_PARTS or len(names) < len(parts):
        raise WorkbookTooLarge(f"The file has {len(parts):,} parts; at most {MAX_PARTS:,} different ones are read.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise WorkbookTooLarge(f"Unpacked the file has {unpacked:,} bytes; at most {MAX_UNPACKED:,} are read.")


def _refuse_parts(archive: zipfile.ZipFile) -> None:
    tags = attributes = 0
    for part in archive.infolist():
        is_xml = part.filename.lower().endswith(XML_PARTS)
        for piece in _pieces(archive, part):
            if is_xml:
                _refuse_piece(piece)
            tags, attributes = tags + piece.count(b"<"), attributes + piece.count(b"=")
            if is_xml and (tags > MAX_TAGS or attributes > MAX_ATTRIBUTES):
                raise WorkbookTooLarge(f"The file has more cells than are read: at most {MAX_ROWS:,} rows. Send parts.")


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part, the end of each piece again before the next; proves its length and checksum."""
    before = b""
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            if not before and (declared := ENCODING.match(piece.removeprefix(MARK))):
                _refuse_encoding(declared[1].lower())
            yield before + piece
            before = piece[-OVERLAP:]


def _refuse_encoding(name: bytes) -> None:
    if name not in ENCODINGS:
        raise ForbiddenContent(f"The file is written in {name.decode('ascii')}; workbooks are in UTF-8. Save it again.")


def _refuse_piece(piece: bytes) -> None:
    if b"\0" in piece:
        raise ForbiddenContent("The file holds null bytes, which no workbook does. Save it again.")
    if any(each in piece for each in FORBIDDEN):
        raise ForbiddenContent("The file declares a document type (DOCTYPE), which is not read for safety.")


def _read(content: bytes, key: str, wanted: Collection[str]) -> Sheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are not read anyway
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets[:MAX_SHEETS]:
        sheet.reset_dimensions()  # what the file says of its own size is no fact
        rows = sheet.iter_rows()
        headings = tuple(_heading(cell) for cell in next(rows, ()))
        if key in headings:
            return Sheet(tuple(name for name in headings if name), tuple(_rows(rows, headings, {key, *wanted})))
    raise NoSuchTable(
        f"No sheet has the column “{key}”, which says what each row is. Export the list, change that file and send it."
    )


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
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
