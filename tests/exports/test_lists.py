"""Exports of lists: the file says what the screen says, and its sums are the screen's."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

import pytest

from billing_platform.exports.listed import ListSource
from billing_platform.exports.sources import Asked
from billing_platform.lists.registry import every_list
from common.row_keys import LABEL, parse_row_key
from common.workbook import Kind
from invoices.lists.definitions import OUTGOING
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from partners.models import Partner
from tests.building import draft, line, verified
from tests.exports.conftest import values_of
from tests.lists.looking import looking

pytestmark = pytest.mark.django_db
PRICES = ("100.00", "0.10", "1250.55", "9999999.99", "33.33")


@pytest.fixture
def bill(browser_of):
    return browser_of("acme", "bill")


@pytest.fixture
def documents(door, today):
    """Five issued invoices in euros, one in yen, and a draft."""
    with door("acme"):
        ids = [verified("initech", line(price)).pk for price in PRICES]
        ids.append(verified("globex", line("1200"), currency="JPY").pk)
        assert issue_invoices(ids, today=today).issued == 6
        draft("initech", line("5.00"))


def exported(browser, source, what="view", **more):
    answer = browser.post(f"/exports/of/{source}/", {"what": what, **more})
    assert answer.status_code == 303
    head, *rows = values_of(browser.get(answer.url))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_sums_of_the_file_are_those_of_the_screen(bill, documents):
    page = bill.get("/invoices/outgoing/?view=issued")
    shown = {each.currency: {f.words: f.amount for f in each.figures} for each in page.context["sums"]}
    rows = exported(bill, "outgoing", query="view=issued", column=["number", "total", "amount_due"])
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row["Currency"], "issued"] += Decimal(str(row["Total"]))
        sums[row["Currency"], "due"] += Decimal(str(row["Amount due"]))
    assert len(rows) == 6
    assert {key: amount for key, amount in sums.items() if key[0] == "EUR"} == {
        ("EUR", "issued"): shown["EUR"]["issued"],
        ("EUR", "due"): shown["EUR"]["due"],
    }
    assert sums["JPY", "issued"] == shown["JPY"]["issued"]


def test_the_file_has_the_rows_columns_and_order_of_the_screen(bill, documents):
    address = "view=issued&sort=due_date&columns=number,due_date,status"
    page = bill.get(f"/invoices/outgoing/?{address}")
    menu = page.content.decode()
    assert 'action="/exports/of/outgoing/"' in menu
    assert 'name="column" value="due_date"' in menu
    rows = exported(bill, "outgoing", query=address, column=["number", "due_date", "status"])
    assert list(rows[0]) == ["Number", "Due date", "Status"]
    assert [row["Number"] for row in rows] == [row.number for row in page.context["found"]]
    assert {type(row["Due date"]) for row in rows} == {datetime}
    assert {row["Status"] for row in rows} == {"Issued"}


def test_a_filter_of_the_address_narrows_the_file_and_everything_is_everything(bill, door, documents, today):
    assert {row["Currency"] for row in exported(bill, "outgoing", query="currency=JPY", column=["currency"])} == {"JPY"}
    rows = exported(bill, "outgoing", "everything", query="currency=JPY")
    assert len(rows) == 7
    with door("acme"):
        assert len(rows[0]) == len(OUTGOING.columns_for(looking(today, "Bill")))


@pytest.mark.parametrize("definition", [pytest.param(each, id=each.key) for each in every_list()])
def test_every_list_is_exported_whole_with_values_of_the_kinds_it_declares(door, documents, today, definition):
    with door("acme"):
        selection = ListSource(definition).select(Asked(is_everything=True), looking(today).person, today)
        rows = list(selection.rows())
        assert len(rows) == selection.count
        for row in rows:
            for column, value in zip(selection.columns, row, strict=True):
                assert value is None or isinstance(value, TYPES[column.kind]), (definition.key, column.label, value)


TYPES = {
    Kind.TEXT: object,
    Kind.CODE: object,
    Kind.NUMBER: int,
    Kind.QUANTITY: Decimal,
    Kind.MONEY: Decimal,
    Kind.PERCENT: Decimal,
    Kind.DATE: object,
    Kind.INSTANT: datetime,
    Kind.YES_NO: bool,
}


def test_amounts_without_a_currency_column_get_one_before_them(bill, documents):
    rows = exported(bill, "outgoing", query="", column=["number", "total"])
    assert list(rows[0]) == ["Number", "Currency", "Total"]
    rows = exported(bill, "outgoing", query="", column=["number", "due_date"])
    assert list(rows[0]) == ["Number", "Due date"]


def test_a_name_that_is_a_formula_stays_a_name(bill, door):
    with door("acme"):
        Partner.objects.filter(name="Initech AG").update(name="=HYPERLINK(1)", erp_id="@x")
    rows = {row["Name"]: row for row in exported(bill, "partners")}
    assert rows["=HYPERLINK(1)"]["ERP ID"] == "@x"


def test_each_row_of_partners_carries_its_key_whatever_is_chosen(bill, door):
    rows = exported(bill, "partners", column=["name"])
    with door("acme"):
        present = {row.public_id: row.stamp for row in Partner.objects.all()}
    keys = [parse_row_key(row[LABEL]) for row in rows]
    assert {key.public_id: key.stamp for key in keys} == present


def test_who_may_not_see_the_list_exports_nothing(browser_of, bill):
    assert bill.post("/exports/of/members/", {"what": "everything"}).status_code in (403, 404)


def test_nothing_of_another_organization_is_in_the_file(browser_of, door, documents):
    with door("acme"):
        numbers = set(Document.objects.exclude(number="").values_list("number", flat=True))
    rows = exported(browser_of("hooli", "ada"), "incoming", "everything")
    assert numbers
    assert rows == [] or {row["Number"] for row in rows if row["Number"]} == set()
