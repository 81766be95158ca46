"""Purchase orders out of the rows of a workbook: each cell read by its column, each order judged by the rules; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from common.errors import Refusal
from common.workbook_reading import Cell, NoSuchTable, Sheet, SheetRow, read_workbook
from purchase_orders.facts import LineFacts, OrderFacts
from purchase_orders.from_files import cells
from purchase_orders.from_files.columns import COLUMNS, HEADER, LABELS, LINE, PO_ID
from purchase_orders.from_files.draft import Misfit, NamedSupplier, OrderDraft, ReadFile, misfits_of
from purchase_orders.order_rules import LONGEST, LONGEST_LINE_NUMBER, LONGEST_PO_ID, numbered, po_key

Value = TypeVar("Value")
NEEDED = {column.field for column in COLUMNS if column.is_needed}
TAKEN = LONGEST | {"number": LONGEST_LINE_NUMBER, "po_id": LONGEST_PO_ID}


class Unread(Exception):
    """A cell of an order can't be read, which is noted already; nothing further can be said of what needs it."""


@dataclass(slots=True)
class Table:
    """The sheet that is read, and what is found of it so far; `name` stands before each address."""

    name: str
    found: ReadFile = field(default_factory=ReadFile)

    def place(self, cell: Cell) -> str:
        """ "Purchase orders!C7"."""
        return f"{self.name}!{cell.address}"

    def note(self, cell: Cell, words: str) -> None:
        self.found.misfits.append(Misfit(self.place(cell), words))

    def read(self, cell: Cell, parse: Callable[[str], Value]) -> Value:
        """The value of a cell; one that can't be taken is noted (Unread)."""
        try:
            if cell.problem:
                raise Refusal(f"The cell {cell.problem}")
            return parse(cell.text)
        except Refusal as refusal:
            self.note(cell, refusal.message)
            raise Unread from refusal


def read_sheet(content: bytes, file: str = "") -> ReadFile:
    """The orders of a workbook. `file` stands before the places where several files are read.

    Refuses (WorkbookRefused) what is no workbook, is not safe to read, or has no sheet with the column “PO ID”.
    """
    try:
        sheet = read_workbook(content, key=PO_ID, wanted=LABELS.values())
    except NoSuchTable as refusal:
        raise NoSuchTable(f"No sheet has the column “{PO_ID}”. Download the template and fill it in.") from refusal
    table = Table(f"{file}: {sheet.title}" if file else sheet.title)
    rows = [_fields(row, sheet) for row in sheet.rows]
    for group in _grouped(rows, table):
        try:
            _read_order(group, table)
        except Unread:
            continue
    return table.found


Row = Mapping[str, Cell]


def _fields(row: SheetRow, sheet: Sheet) -> Row:
    """The cells of a row by field; a column that the sheet lacks is empty, and stands where the PO ID does."""
    missing = Cell(row.cells[PO_ID].address, "")
    return {name: row.cells.get(label, missing) for name, label in LABELS.items()}


def _grouped(rows: Sequence[Row], table: Table) -> list[list[Row]]:
    """The rows of each order, in the order in which the orders begin."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        cell = row["po_id"]
        if cell.problem or not cell.text:
            table.note(cell, f"The cell {cell.problem}" if cell.problem else "Every row needs the PO ID it belongs to.")
        else:
            groups.setdefault(po_key(cell.text), []).append(row)
    return list(groups.values())


def _read_order(rows: list[Row], table: Table) -> None:
    """One order with its lines; cells that can't be read are noted, all of them."""
    header = _header_cells(rows, table)
    lines = [(row, _line_values(row, table)) for row in rows if _has_line(row)]
    facts = _header(header, table)
    whole = [(row, values) for row, values in lines if values is not None]
    numbers = numbered([values["number"] for _, values in whole])
    read = [_line(row, values, number, facts, table) for (row, values), number in zip(whole, numbers, strict=True)]
    taken = [(row, line) for (row, _), line in zip(whole, read, strict=True) if line is not None]
    order = OrderFacts(lines=[line for _, line in taken], **facts)
    at = {name: table.place(cell) for name, cell in header.items()} | {"": table.place(header["po_id"])}
    table.found.misfits += misfits_of(order, at, [_places(row, table) for row, _ in taken])
    supplier = NamedSupplier(header["bill_from"].text)
    table.found.orders.append(OrderDraft(order, supplier, at["po_id"], at["bill_from"]))


def _header_cells(rows: list[Row], table: Table) -> dict[str, Cell]:
    """For each fact of the header the first cell that says it; another row that says something else is noted."""
    found: dict[str, Cell] = {}
    for column in HEADER:
        told = [row[column.field] for row in rows if row[column.field].text or row[column.field].problem]
        found[column.field] = first = told[0] if told else rows[0][column.field]
        for cell in told[1:] if column.field != "po_id" else ():
            if cell.text != first.text:
                table.note(cell, f"{column.label} is “{first.text[:60]}” in {first.address}. Say the same, or nothing.")
    return found


def _header(header: Mapping[str, Cell], table: Table) -> dict[str, Any]:
    """The facts of the header. Raises Unread once every cell was looked at."""
    language = _tried(table, header["language"], cells.language)
    parsers: dict[str, Callable[[str], Any]] = {
        "po_id": _text("po_id"),
        "description": _text("description"),
        "currency": _needed("currency", cells.currency),
        "effective": _needed("effective", partial(cells.day, is_last=False)),
        "expiration": _needed("expiration", partial(cells.day, is_last=True)),
        "seller_of_record": _text("seller_of_record"),
        "bill_to": _text("bill_to"),
        "ship_to": _text("ship_to"),
        "tags": cells.tags,
        "contacts": lambda text: cells.contacts(text, language or "en"),
        "thresholds": cells.thresholds,
        "is_suspended": partial(cells.yes_or_no, otherwise=False),
    }
    facts = {name: _tried(table, header[name], parse) for name, parse in parsers.items()}
    if language is None or header["bill_from"].problem or any(value is None for value in facts.values()):
        raise Unread
    return facts


def _has_line(row: Row) -> bool:
    return any(row[column.field].text or row[column.field].problem for column in LINE)


def _line_values(row: Row, table: Table) -> dict[str, Any] | None:
    """The cells of a line that need nothing of its order; None where one can't be read."""
    parsers: dict[str, Callable[[str], Any]] = {
        "number": _text("number"),
        "line_description": _text("line_description"),
        "type": cells.line_type,
        "quantity": cells.quantity,
        "unit_price": cells.price,
        "is_tracked": partial(cells.yes_or_no, otherwise=True),
        "receipt_required": partial(cells.yes_or_no, otherwise=False),
        "product_code": _text("product_code"),
        "unit": _text("unit"),
        "line_seller": _text("line_seller"),
    }
    values = {name: _tried(table, row[name], parse) for name, parse in parsers.items()}
    return None if any(value is None for value in values.values()) else values


def _line(row: Row, values: Mapping[str, Any], number: str, order: Mapping[str, Any], table: Table) -> LineFacts | None:
    """The line with the days and the currency of its order; None where a cell can't be read."""
    try:
        percent = table.read(row["tax_percent"], cells.tax_percent)
        amount = table.read(row["tax_amount"], lambda text: cells.tax_amount(text, order["currency"]))
        start = table.read(row["starts_on"], lambda text: _day(text, order["effective"], is_last=False))
        end = table.read(row["ends_on"], lambda text: _day(text, order["expiration"], is_last=True))
    except Unread:
        return None
    if percent is not None and row["tax_amount"].text:
        table.note(row["tax_amount"], "The tax is said twice. Keep the percentage or the amount.")
        return None
    return LineFacts(
        number, values["type"], start, end, values["quantity"], values["unit_price"], percent, amount,
        description=values["line_description"], is_tracked=values["is_tracked"],
        receipt_required=values["receipt_required"], product_code=values["product_code"], unit=values["unit"],
        seller_of_record=values["line_seller"],
    )  # fmt: skip


def _day(text: str, otherwise: Any, *, is_last: bool) -> Any:
    return cells.day(text, is_last=is_last) if text else otherwise


def _tried(table: Table, cell: Cell, parse: Callable[[str], Value]) -> Value | None:
    try:
        return table.read(cell, parse)
    except Unread:
        return None


def _text(name: str) -> Callable[[str], str]:
    return lambda text: cells.short(text, TAKEN[name])


def _needed(name: str, parse: Callable[[str], Value]) -> Callable[[str], Value]:
    takes = next(column.takes for column in COLUMNS if column.field == name)

    def read(text: str) -> Value:
        if not text:
            raise Refusal(f"{LABELS[name]} is missing. {takes}")
        return parse(text)

    return read


def _places(row: Row, table: Table) -> dict[str, str]:
    named = ("number", "starts_on", "ends_on", "quantity")
    return {name: table.place(row[name]) for name in named} | {"": table.place(row["quantity"])}
