"""The one writer: each kind keeps its type, text is never a formula, and nothing is lost without being said."""

from __future__ import annotations

import resource
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import repeat
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from common import workbook
from common.workbook import Kind, SheetColumn, TooManyRows, sheet_name_of, write_workbook

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def cells(tmp_path):
    """Writes one row of these kinds and values, and reads its cells back."""

    def write(*pairs):
        columns = [SheetColumn(f"Column {place}", kind) for place, (kind, _) in enumerate(pairs)]
        path = tmp_path / "one.xlsx"
        write.written = write_workbook(path, "One", columns, [[value for _, value in pairs]], zone=BERLIN)
        return next(load_workbook(path).active.iter_rows(min_row=2))

    return write


def test_each_kind_keeps_its_type_and_has_its_format(cells):
    found = cells(
        (Kind.TEXT, "Initech AG"), (Kind.CODE, "000123"), (Kind.NUMBER, 1250), (Kind.QUANTITY, Decimal("0.12500000")),
        (Kind.MONEY, Decimal("1250.5")), (Kind.PERCENT, Decimal("7.7")), (Kind.DATE, date(2026, 11, 3)),
        (Kind.INSTANT, datetime(2026, 11, 3, 23, 30, tzinfo=UTC)), (Kind.YES_NO, False), (Kind.MONEY, None),
    )  # fmt: skip
    assert [(cell.data_type, cell.value) for cell in found] == [
        ("s", "Initech AG"), ("s", "000123"), ("n", 1250), ("n", 0.125), ("n", 1250.5), ("n", 0.077),
        ("d", datetime.fromisoformat("2026-11-03")), ("d", datetime.fromisoformat("2026-11-04T00:30")), ("b", False),
        ("n", None),
    ]  # fmt: skip
    formats = [cell.number_format for cell in found[1:8]]
    assert formats == ["@", "#,##0", "General", "#,##0.00##", "0.00##%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "{=SUM(A1)}",
        "=cmd|' /C calc'!A0",
        "\t=1+1",
        "\r=1",
        "https://a.example/",
        "#N/A",
    ],
)
def test_text_that_looks_like_a_formula_or_a_link_stays_text(cells, tmp_path, text):
    (cell,) = cells((Kind.TEXT, text))
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text.replace("\r", " "), None)
    with zipfile.ZipFile(tmp_path / "one.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_what_no_sheet_can_hold_becomes_a_blank_and_the_sheet_stays_whole(cells):
    found = cells((Kind.TEXT, "a\x00b\x0bc\ud800d\uffffe"), (Kind.TEXT, "two\r\nlines\tand a tab"), (Kind.CODE, ""))
    assert [cell.value for cell in found] == ["a b c d e", "two\nlines\tand a tab", None]


def test_an_amount_of_fifteen_digits_is_a_number_and_a_longer_one_text_with_every_digit(cells):
    found = cells(
        (Kind.MONEY, Decimal("9999999999999.99")),
        (Kind.MONEY, Decimal("12345678901234.56")),
        (Kind.MONEY, Decimal("-1000000000000000.0000")),
        (Kind.NUMBER, 10**15 + 1),
        (Kind.MONEY, Decimal("NaN")),
        (Kind.QUANTITY, Decimal("1.50000000000000000")),
    )
    assert [cell.value for cell in found] == [
        9999999999999.99, "12345678901234.56", -1e15, "1000000000000001", "NaN", 1.5,
    ]  # fmt: skip
    assert cells.written.as_text == 3


def test_amounts_come_back_to_the_last_digit(tmp_path):
    amounts = [Decimal(n * 7919 % 10**9) / 100 for n in range(2000)]
    write_workbook(tmp_path / "a.xlsx", "A", [SheetColumn("Total", Kind.MONEY)], ([each] for each in amounts), zone=UTC)
    read = [Decimal(str(value)) for (value,) in load_workbook(tmp_path / "a.xlsx").active.values if value != "Total"]
    assert read == amounts
    assert sum(read) == sum(amounts)


def test_a_day_before_excel_counts_is_text(cells):
    assert [cell.value for cell in cells((Kind.DATE, date(1850, 2, 1)), (Kind.DATE, date(1901, 1, 1)))] == [
        "1850-02-01",
        datetime.fromisoformat("1901-01-01"),
    ]


def test_a_text_longer_than_a_cell_is_cut_and_counted(cells):
    (cell,) = cells((Kind.TEXT, "x" * 40_000))
    assert len(cell.value) == 32_767
    assert cell.value.endswith("x…")
    assert cells.written.shortened == 1


def test_the_heading_is_frozen_bold_and_has_filters_and_widths(tmp_path):
    columns = [SheetColumn("ERP ID", Kind.CODE), SheetColumn("Delivered", Kind.INSTANT, note="When it arrived.")]
    write_workbook(tmp_path / "a.xlsx", "Invoices", columns, [["C-1", None]] * 3, zone=BERLIN)
    sheet = load_workbook(tmp_path / "a.xlsx")["Invoices"]
    assert [cell.value for cell in sheet[1]] == ["ERP ID", "Delivered (Europe/Berlin)"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:B4")
    assert sheet["A1"].font.bold
    assert sheet["B1"].comment.text.endswith("When it arrived.")
    assert sheet.column_dimensions["B"].width > 25


def test_without_rows_there_is_the_heading(tmp_path):
    written = write_workbook(tmp_path / "a.xlsx", "A", [SheetColumn("Number"), SheetColumn("Total")], [], zone=UTC)
    assert written.rows == 0
    assert next(load_workbook(tmp_path / "a.xlsx").active.values) == ("Number", "Total")


def test_headings_that_are_the_same_are_told_apart(tmp_path):
    columns = [SheetColumn("Status"), SheetColumn("Status"), SheetColumn("Status", Kind.YES_NO)]
    write_workbook(tmp_path / "a.xlsx", "A", columns, [["open", "paid", True]], zone=UTC)
    assert list(load_workbook(tmp_path / "a.xlsx").active.values) == [
        ("Status", "Status (2)", "Status (3)"),
        ("open", "paid", True),
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [("Invoices: a/b [x]?", "Invoices  a b  x"), ("", "Sheet1"), ("'quoted'", "quoted"), ("x" * 40, "x" * 31)],
    ids=["signs", "empty", "quotes", "long"],
)
def test_any_title_makes_a_name_that_excel_takes(tmp_path, title, name):
    assert sheet_name_of(title) == name
    write_workbook(tmp_path / "a.xlsx", title, [SheetColumn("A")], [["a"]], zone=UTC)
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == [name]


def test_more_rows_than_a_sheet_takes_are_refused_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows, match=r"takes 3 rows, these are more. Narrow the list"):
        write_workbook(tmp_path / "a.xlsx", "A", [SheetColumn("A")], repeat(["a"], 4), zone=UTC)


def test_what_the_rows_raise_passes_on(tmp_path):
    def rows():
        yield ["a"]
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        write_workbook(tmp_path / "a.xlsx", "A", [SheetColumn("A")], rows(), zone=UTC)


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_little_memory(tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    columns = [SheetColumn(f"Text {n}") for n in range(10)] + [SheetColumn(f"Sum {n}", Kind.MONEY) for n in range(10)]
    rows = (["Some words of a document"] * 10 + [Decimal(n) / 100] * 10 for n in range(100_000))
    assert write_workbook(tmp_path / "a.xlsx", "A", columns, rows, zone=UTC).rows == 100_000
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 60
