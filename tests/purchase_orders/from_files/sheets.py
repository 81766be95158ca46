"""The template as a person fills it in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from purchase_orders.from_files.template import write_template

ORDER = {"PO ID": "PO-1", "Currency": "EUR", "Effective": date(2026, 7, 1), "Expiration": "2026-12"}
LINE = {"Quantity": 10, "Unit price": 99.5}
GOOD = ORDER | LINE


def template() -> bytes:
    """The empty workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        write_template(path)
        return path.read_bytes()


def filled(*rows: dict[str, object], empty: bytes | None = None) -> bytes:
    """The template with these rows, by headings."""
    book = load_workbook(BytesIO(empty or template()))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 2):
        for label, value in row.items():
            sheet.cell(number, columns[label], value)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
