"""The empty workbook for purchase orders, with a sheet that says how to fill it in; pure."""

from __future__ import annotations

from pathlib import Path

from common import workbook_template
from common.workbook import SheetColumn
from purchase_orders.from_files.columns import COLUMNS, HELP_SHEET, RULES, SHEET

HEADINGS, WIDTHS = ("Column", "Needed", "What it takes"), (28, 10, 100)


def write_template(path: Path) -> None:
    """Write it: the typed columns without a row, and a sheet that explains each of them."""
    columns = [SheetColumn(column.label, column.kind, note=column.takes) for column in COLUMNS]
    explained = [(column.label, "yes" if column.is_needed else "", column.takes) for column in COLUMNS]
    rules = [(name, "", words) for name, words in RULES]
    workbook_template.write_template(path, SHEET, columns, HELP_SHEET, [HEADINGS, *rules, *explained], WIDTHS)
