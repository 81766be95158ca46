"""An empty workbook that somebody fills in: typed columns on one sheet, and a sheet that explains them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rustpy_xlsxwriter import write_worksheets

from common.workbook import HEADER_FORMAT, SheetColumn, formats_of, sheet_name_of, widths_of

Texts = Sequence[Sequence[str]]


def write_template(
    path: Path, title: str, columns: Sequence[SheetColumn], help_title: str, explained: Texts, widths: Sequence[int]
) -> None:
    """Write both sheets. `explained` are texts, its first row the headings; `widths` are those of its columns."""
    names = [column.label for column in columns]
    told, *rows = explained
    sheet, help_sheet = sheet_name_of(title), sheet_name_of(help_title)
    write_worksheets(
        [(sheet, [dict.fromkeys(names)]), (help_sheet, [dict(zip(told, row, strict=True)) for row in rows])],
        str(path),
        freeze_panes={name: {"row": 1, "col": 1} for name in (sheet, help_sheet)},
        header_format=dict.fromkeys((sheet, help_sheet), HEADER_FORMAT),
        column_formats={sheet: formats_of(names, columns)},
        column_widths={
            sheet: widths_of(names, columns),
            help_sheet: {name: float(width) for name, width in zip(told, widths, strict=True)},
        },
        notes={sheet: {column.label: column.note for column in columns if column.note}},
    )
