"""The state of a list: read from an address, written back, kept as text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from billing_platform.lists.state import Look, state_of
from invoices.lists.definitions import INCOMING, OUTGOING
from purchase_orders.lists import LIST as ORDERS
from tests.lists.looking import state

FULL = (
    "view=open&q=INV-2026&currency=EUR&since=2026-01-01&due=next-30-days&total_from=1250.50&sort=due_date"
    "&columns=total%2Cnumber&per=100&density=compact&after=2026-11-20_7&page=3&saved=x"
)


@pytest.mark.parametrize("address", ["", FULL, "view=drafts", "page=7", "before=_9&sort=-issue_date", "age=31-60"])
def test_a_state_makes_the_same_state_from_its_own_text(address):
    made = state(OUTGOING, address)
    assert state_of(OUTGOING, made.query) == made


def test_everything_of_an_address_is_understood():
    assert QueryDict(state(OUTGOING, FULL).query).dict() == QueryDict(FULL).dict()


def test_the_number_stays_first_whatever_columns_are_asked_for():
    assert state(OUTGOING, "columns=total,status").columns == ("number", "total", "status")


def test_columns_that_are_none_leave_the_lists_own():
    assert state(OUTGOING, "columns=salary").columns == state(OUTGOING, "").columns


def test_the_address_comes_before_what_the_person_chose_and_that_before_the_lists_own():
    look = Look(("number", "tax"), 100, "compact")
    own = state_of(OUTGOING, "", look)
    assert (own.columns, own.size, own.density) == (("number", "tax"), 100, "compact")
    asked = state_of(OUTGOING, "columns=net&per=25&density=comfortable", look)
    assert (asked.columns, asked.size, asked.density) == (("number", "net"), 25, "comfortable")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("since=2026-13-01", "Issued from: “2026-13-01” is not understood. Write a date as 2026-11-30."),
        ("currency=EURO", "Currency: “EURO” is not understood. Write an ISO code such as EUR."),
        ("total_from=many", "Total from: “many” is not understood."),
        ("due=soon", "Due: “soon” is not understood. Choose one of:"),
        ("partner=x", "Organization: “x” is not understood. Choose one from the list."),
        ("q=IN", "The search begins with 3 characters."),
        ("jump=May", "Issue date: “May” is not understood."),
    ],
)
def test_what_is_not_understood_is_told_and_narrows_nothing(address, told):
    read = state(OUTGOING, address)
    assert read.misunderstood[0].startswith(told)
    assert not read.is_narrowed
    assert read.query == ""


@pytest.mark.parametrize("address", ["page=0", "page=-1", "page=٣", "page=1e3", "page=99999999", "per=7", "sort=net"])
def test_a_place_or_look_that_there_is_not_is_the_usual_one(address):
    read, usual = state(OUTGOING, address), state(OUTGOING, "")
    assert (read.page, read.size, read.sort) == (usual.page, usual.size, usual.sort)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1000.50", "1000.50"), ("1,000.50", "1000.50"), ("1.000,50", "1000.50"), ("-3", "-3"), ("0E-8", "0")]
    + [(typed, None) for typed in ("1e-999999", "1e9", "NaN", "Infinity", "9" * 40, "many")],
)
def test_an_amount_to_go_to_is_read_as_it_is_typed_or_as_a_place_holds_it(typed, value):
    read = state(ORDERS, f"sort=value&jump={typed}")
    assert (read.after and read.after.value) == (value and Decimal(value))
    assert bool(read.misunderstood) is (value is None)


def test_another_view_starts_at_its_own_order_and_first_page():
    assert state(OUTGOING, "view=drafts").sort == "-created"
    assert state(OUTGOING, "view=open").sort == "-issue_date"
    assert state(INCOMING, "view=drafts").view == "all"


def test_an_address_changes_one_thing_and_keeps_the_others():
    read = state(OUTGOING, "view=open&currency=EUR&page=3")
    assert read.address(drop=("page",), view="all") == "?currency=EUR&view=all"
