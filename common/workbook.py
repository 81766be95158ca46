"""The one writer of Excel workbooks: typed cells, text that is never a formula, a frozen header with filters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

from common.errors import Refusal

MOST_ROWS = 1_048_575  # of a sheet of Excel, without the header
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"  # its media type
LONGEST_TEXT = 32_767  # characters of a cell
SIGNIFICANT_DIGITS = 15  # of a number in Excel (IEEE 754, double precision)
FIRST_YEAR = 1901  # Excel counts days from 1900 and takes that year for a leap year
LONGEST_SHEET_NAME = 31
AT_ONCE = 1_000  # rows that are made cells column by column
Converter = Callable[[Sequence[Any]], Iterable[object]]  # of the values of many rows in one column
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


class TooManyRows(Refusal):
    """More rows than a sheet of Excel holds."""

    code = "too_many_rows"


class Kind(StrEnum):
    """What a column holds, which decides how its cells are typed and shown."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    INSTANT = "instant"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its heading and kind. `note` is shown at the heading, `width` is in characters (0: by the kind)."""

    label: str
    kind: Kind = Kind.TEXT
    note: str = ""
    width: int = 0


@dataclass(slots=True)
class Written:
    """What a workbook holds: rows, numbers too long for Excel that stand as text, texts that were cut."""

    rows: int = 0
    as_text: int = 0
    shortened: int = 0


FORMATS = {
    Kind.CODE: "@",
    Kind.NUMBER: "#,##0",
    Kind.MONEY: "#,##0.00##",
    Kind.PERCENT: "0.00##%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.INSTANT: "yyyy-mm-dd hh:mm",
}
WIDTHS = {Kind.TEXT: 28, Kind.CODE: 18, Kind.MONEY: 16, Kind.DATE: 12, Kind.INSTANT: 18}
OTHER_WIDTH = 11
ROOM_FOR_FILTER = 4
HEADER_FORMAT = Format().set_bold().set_background_color("#EDEBE6").set_border_bottom("thin")


def write_workbook(
    path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], *, zone: tzinfo
) -> Written:
    """Write one sheet, a row at a time in bounded memory; what it holds.

    A row has a value for each column: text, int, Decimal, date, aware datetime, bool or None (an empty cell). Instants
    are shown in `zone`, which the heading names. A percentage of 19 becomes 19 %. Control characters become blanks, a
    text is cut at 32,767 characters, and a number of more than 15 significant digits, which Excel can't hold, stands as
    text with all its digits. Refuses (TooManyRows) more rows than a sheet takes; what iterating raises passes on.
    """
    written = Written()
    names = headings(columns, zone)
    converters = [_Cells(written, zone).converter(column.kind) for column in columns]
    write_worksheet(
        _records(names, converters, rows, written),
        str(path),
        sheet_name=sheet_name_of(title),
        freeze_row=1,
        freeze_col=1,
        autofilter=True,
        header_format=HEADER_FORMAT,
        column_formats=formats_of(names, columns),
        column_widths=widths_of(names, columns),
        ignore_errors=[name for name, column in zip(names, columns, strict=True) if column.kind == Kind.CODE],
        notes={name: column.note for name, column in zip(names, columns, strict=True) if column.note} or None,
    )
    return written


def headings(columns: Sequence[SheetColumn], zone: tzinfo) -> list[str]:
    """The headings as the sheet shows them: instants with their zone, and each but once."""
    found: list[str] = []
    for column in columns:
        label = plain_text(f"{column.label} ({zone})" if column.kind == Kind.INSTANT else column.label)
        same = sum(name == label or name.startswith(f"{label} (") for name in found)
        found.append(f"{label} ({same + 1})" if label in found else label)
    return found


def sheet_name_of(title: str) -> str:
    """A name that Excel takes for a sheet."""
    return _NOT_IN_SHEET_NAME.sub(" ", plain_text(title))[:LONGEST_SHEET_NAME].strip("' ") or "Sheet1"


def plain_text(text: str) -> str:
    """The text with a blank for each character that no sheet can hold."""
    return _UNPRINTABLE.sub(" ", text.replace("\r\n", "\n")) if _UNPRINTABLE.search(text) else text


def formats_of(names: Sequence[str], columns: Sequence[SheetColumn]) -> dict[str, Format]:
    """The formats of the columns that have one, by heading."""
    kinds = zip(names, (column.kind for column in columns), strict=True)
    return {name: Format().set_num_format(FORMATS[kind]) for name, kind in kinds if kind in FORMATS}


def widths_of(names: Sequence[str], columns: Sequence[SheetColumn]) -> dict[str, float]:
    """The widths of the columns, in characters, by heading."""
    return {
        name: float(column.width or max(WIDTHS.get(column.kind, OTHER_WIDTH), len(name) + ROOM_FOR_FILTER))
        for name, column in zip(names, columns, strict=True)
    }


def refuse_excess(count: int) -> None:
    """Refuse (TooManyRows) so many rows."""
    if count > MOST_ROWS:
        raise TooManyRows(
            f"A sheet of Excel takes {MOST_ROWS:,} rows, these are more. Narrow the list, for instance to one year,"
            " and export the parts."
        )


def _records(
    names: list[str], converters: list[Converter], rows: Iterable[Sequence[object]], written: Written
) -> Iterator[dict[str, object]]:
    """Rows as the writer takes them; where there are none, an empty one, for the sake of the heading."""
    found = iter(rows)
    while many := list(islice(found, AT_ONCE)):
        written.rows += len(many)
        refuse_excess(written.rows)
        columns = zip(*many, strict=True)
        cells = [convert(values) for convert, values in zip(converters, columns, strict=True)]
        yield from (dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True))
    if not written.rows:
        yield dict.fromkeys(names)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Values as cells of each kind, most of them at a glance; what can't be held as it is, is counted."""

    written: Written
    zone: tzinfo

    def converter(self, kind: Kind) -> Converter:
        of_kind: dict[Kind, Converter] = {
            Kind.NUMBER: self.numbers,
            Kind.QUANTITY: self.numbers,
            Kind.MONEY: self.numbers,
            Kind.PERCENT: partial(map, self.percent),
            Kind.DATE: partial(map, self.day),
            Kind.INSTANT: partial(map, self.instant),
            Kind.YES_NO: partial(map, self.truth),
        }
        return of_kind.get(kind, self.texts)

    def texts(self, values: Sequence[object]) -> list[object]:
        whole = LONGEST_TEXT
        return [
            each if type(each) is str and each and each.isprintable() and len(each) <= whole else self.text(each)
            for each in values
        ]

    def numbers(self, values: Sequence[Decimal | int | None]) -> list[object]:
        few = SIGNIFICANT_DIGITS
        return [
            float(each) if type(each) is Decimal and each.is_finite() and len(str(each)) <= few else self.number(each)
            for each in values
        ]

    def text(self, value: object) -> object:
        if value is None:
            return None
        text = value if type(value) is str else str(value)
        if text.isprintable() and len(text) <= LONGEST_TEXT:
            return text or None
        return self._cut(plain_text(text))

    def _cut(self, text: str) -> str:
        if len(text) <= LONGEST_TEXT:
            return text
        self.written.shortened += 1
        return f"{text[: LONGEST_TEXT - 1]}…"

    def number(self, value: Decimal | int | None) -> object:
        if value is None:
            return None
        if _has_room_for(value):
            return float(value)
        self.written.as_text += 1
        return f"{Decimal(value):f}"

    def percent(self, value: Decimal | None) -> object:
        return None if value is None else self.number(value.scaleb(-2))

    def day(self, value: date | None) -> object:
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        return value.isoformat() if value is not None and value.year < FIRST_YEAR else value

    def instant(self, value: datetime | None) -> object:
        if value is None:
            return None
        local = value.astimezone(self.zone).replace(tzinfo=None, microsecond=0)
        return local.isoformat(" ") if local.year < FIRST_YEAR else local

    def truth(self, value: object) -> object:
        return None if value is None else bool(value)


def _has_room_for(value: Decimal | int) -> bool:
    """Whether a double gives back every digit of the number; its text, which has no fewer, is the quicker look."""
    exact = Decimal(value)
    if not exact.is_finite():
        return False
    return len(str(exact)) <= SIGNIFICANT_DIGITS or len(exact.normalize().as_tuple().digits) <= SIGNIFICANT_DIGITS
