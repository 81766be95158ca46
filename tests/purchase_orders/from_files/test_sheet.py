"""A filled-in template is read cell by cell: what it says, and at which cell it can't be taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from common.workbook_reading import NoSuchTable
from purchase_orders.facts import ContactFacts
from purchase_orders.from_files.columns import COLUMNS, HELP_SHEET, SHEET
from purchase_orders.from_files.draft import from_json, to_json
from purchase_orders.from_files.sheet import read_sheet
from tests.purchase_orders.from_files.sheets import GOOD, LINE, ORDER, filled, template


def misfits(*rows):
    return [(each.place, each.words) for each in read_sheet(filled(*rows)).misfits]


def test_the_template_explains_every_column_and_holds_no_order():
    book = load_workbook(BytesIO(template()))
    assert book.sheetnames == [SHEET, HELP_SHEET]
    assert [cell.value for cell in book[SHEET][1]] == [column.label for column in COLUMNS]
    assert {row[0] for row in book[HELP_SHEET].values} >= {column.label for column in COLUMNS}
    read = read_sheet(template())
    assert (read.orders, read.misfits) == ([], [])


def test_an_order_is_read_with_all_it_says():
    first = GOOD | {
        "Description": "Cloud", "Bill from": "V-7", "Seller of record": "Globex", "Bill to": "Hamburg",
        "Ship to": "Bremen", "Tags": "shop, Shop,new", "Contacts": "ana@x.example; max@x.example",
        "Contact language": "DE", "Notices below %": "10 %", "Suspended": "Yes", "Line": "1.9",
        "Line description": "Compute", "Type": "monthly usage", "Start": date(2026, 8, 1), "End": "2026-09",
        "Tax %": "19 %", "Balance tracking": False, "Receipt required": True, "Product code": "007", "Unit": "MON",
        "Line seller of record": "Hooli",
    }  # fmt: skip
    read = read_sheet(filled(first, {"PO ID": "po-1", "Quantity": 1, "Unit price": "0.12345678", "Tax amount": 1.9}))
    assert read.misfits == []
    [draft] = read.orders
    facts = draft.facts
    assert (facts.po_id, facts.effective, facts.expiration) == ("PO-1", date(2026, 7, 1), date(2026, 12, 31))
    assert (facts.tags, facts.thresholds, facts.is_suspended) == (("Shop", "new"), (75, 10), True)
    assert facts.contacts == (ContactFacts("ana@x.example", "", "de"), ContactFacts("max@x.example", "", "de"))
    assert (draft.supplier.text, facts.seller_of_record, facts.bill_to, facts.ship_to) == (
        "V-7", "Globex", "Hamburg", "Bremen",
    )  # fmt: skip
    one, two = facts.lines
    assert (one.number, one.type, one.starts_on, one.ends_on) == (
        "1.9", "MONTHLY_USAGE", date(2026, 8, 1), date(2026, 9, 30),
    )  # fmt: skip
    assert (one.quantity, one.unit_price, one.tax_percent) == (Decimal(10), Decimal("99.5"), Decimal(19))
    assert (one.is_tracked, one.receipt_required, one.product_code, one.unit) == (False, True, "007", "MON")
    assert (one.seller_of_record, one.description) == ("Hooli", "Compute")
    assert (two.number, two.type, two.tax_amount, two.is_tracked) == ("1", "ALL", Decimal("1.90"), True)
    assert (two.starts_on, two.ends_on) == (facts.effective, facts.expiration)


def test_what_was_read_is_the_same_after_it_was_kept():
    read = read_sheet(filled(GOOD, {"PO ID": ""} | LINE))
    assert from_json(to_json(read)) == from_json(to_json(from_json(to_json(read))))
    assert from_json(to_json(read)).orders[0].facts.lines[0].unit_price == Decimal("99.5")
    assert from_json(to_json(read)).misfits == read.misfits


def test_orders_with_rows_between_each_other_are_put_together():
    read = read_sheet(filled(GOOD, GOOD | {"PO ID": "PO-2"}, {"PO ID": "PO-1"} | LINE, {"PO ID": "PO-2"} | LINE))
    assert [(each.facts.po_id, len(each.facts.lines)) for each in read.orders] == [("PO-1", 2), ("PO-2", 2)]


def test_an_order_may_have_no_lines():
    [draft] = read_sheet(filled(ORDER)).orders
    assert list(draft.facts.lines) == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("PO ID", None, "Every row needs the PO ID it belongs to."),
        ("PO ID", "x" * 201, "201 characters; at most 200 are kept."),
        ("Currency", None, "Currency is missing. ISO code such as EUR."),
        ("Currency", "EUX", "EUX"),
        ("Effective", "soon", "“soon” is no date. Write it as 2026-07-31, or as a month, 2026-07."),
        ("Effective", "2026-02-30", "“2026-02-30” is no date."),
        ("Effective", None, "Effective is missing."),
        ("Expiration", "2026-06", "The purchase order ends before it starts."),
        ("Suspended", "maybe", "“maybe” is neither yes nor no."),
        ("Contacts", "ana", "“ana” is no address. Write it as name@company.example."),
        ("Contact language", "fr", "Allowed: en, de."),
        ("Notices below %", "101", "Write whole percentages from 0 to 100"),
        ("Tags", "x" * 61, "A tag has at most 60 characters"),
        ("Bill to", "x" * 1001, "1,001 characters; at most 1,000 are kept."),
        ("Type", "RENT", "“RENT” is no type. Allowed: ALL, MONTHLY_USAGE,"),
        ("Start", "2026-06", "Line 1 starts before the purchase order. Start it on 1 Jul 2026 or later"),
        ("End", "2027-01", "Line 1 ends after the purchase order."),
        ("Quantity", -1, "Zero or more is allowed."),
        ("Quantity", None, "Say how many."),
        ("Quantity", "12 pieces", "is no number"),
        ("Unit price", "1.234,50", "decimals follow a point"),
        ("Unit price", 10**15, "At most 15 digits before the decimal mark are allowed."),
        ("Tax %", 0.19, "0.19 may be 19.00 % or 0.19 %. Write it with the percent sign."),
        ("Tax %", "120", "A percentage lies between 0 and 100."),
        ("Tax amount", 1.999, "1.999 has 3 decimals; allowed: up to 2 decimals in EUR."),
        ("Tax amount", -1, "Zero or more is allowed."),
        ("Quantity", "=1+1", "The cell holds a formula. Put the value itself there."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_cell_that_cannot_be_taken_is_told_with_its_address(column, value, words):
    letter = load_workbook(BytesIO(template()))[SHEET][1][[each.label for each in COLUMNS].index(column)].column_letter
    told = misfits(GOOD | {column: value})
    assert [place for place, _ in told] == [f"{SHEET}!{letter}2"]
    assert words in told[0][1]


def test_every_wrong_cell_is_told_at_once():
    wrong = {"PO ID": "PO-2", "Currency": "EUX", "Quantity": "x", "Unit price": -1, "Type": "RENT"}
    assert len(misfits(wrong | {"Effective": "x", "Expiration": "y"}, GOOD, {"PO ID": "PO-1", "Quantity": "z"})) == 8


def test_a_tax_that_is_said_twice_is_told():
    [(place, words)] = misfits(GOOD | {"Tax %": "19", "Tax amount": 1})
    assert (place, words) == (f"{SHEET}!W2", "The tax is said twice. Keep the percentage or the amount.")


def test_facts_of_the_order_that_differ_between_its_rows_are_told():
    told = misfits(GOOD, GOOD | {"Currency": "USD"})
    assert told == [(f"{SHEET}!D3", "Currency is “EUR” in D2. Say the same, or nothing.")]


def test_two_lines_of_one_number_are_told():
    told = misfits(GOOD | {"Line": "1"}, {"PO ID": "PO-1", "Line": " 1 "} | LINE)
    assert told == [(f"{SHEET}!O3", "Another line of PO-1 has the number 1 too.")]


def test_more_lines_than_an_order_has_are_told():
    told = misfits(GOOD, *({"PO ID": "PO-1"} | LINE for _ in range(100)))
    assert told == [(f"{SHEET}!A2", "A purchase order has at most 100 lines; PO-1 has more.")]


def test_a_number_is_taken_with_the_digits_that_excel_shows():
    [draft] = read_sheet(filled(GOOD | {"Quantity": 0.1 + 0.2, "Unit price": 0.00001})).orders
    assert (draft.facts.lines[0].quantity, draft.facts.lines[0].unit_price) == (Decimal("0.3"), Decimal("0.00001"))


def test_columns_that_are_not_needed_can_go():
    book = Workbook()
    book.active.append(["PO ID", "Currency", "Effective", "Expiration", "Quantity", "Unit price"])
    book.active.append(["PO-1", "EUR", "2026-07", "2026-12", 1, 1])
    saved = BytesIO()
    book.save(saved)
    read = read_sheet(saved.getvalue())
    assert (len(read.orders), read.misfits) == (1, [])


def test_a_workbook_of_something_else_says_where_the_template_is():
    book = Workbook()
    saved = BytesIO()
    book.save(saved)
    with pytest.raises(NoSuchTable, match="Download the template and fill it in"):
        read_sheet(saved.getvalue())
