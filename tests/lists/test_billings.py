"""Billings: every charge line of outgoing documents, with its document's facts, sums and filters."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from billing_platform.lists.keyset import behind, ordered, place_of
from billing_platform.lists.rows import page_of, sums_of
from invoices.lists.billings import BILLINGS
from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import ChargeType, Document, DocumentKind, DocumentLine
from invoices.operations.issue import issue_invoices
from people.models import RoleAssignment
from tests.building import buyer, draft, line, verified
from tests.lists.looking import found, looking, page, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def billed(door, today):
    """At acme's: an issued invoice of two lines, a credit note, a draft for globex."""
    with door("acme"):
        invoice = verified("initech", line("100", charge_type="usage"), line("10"), po_number="PO-7")
        credit = verified("initech", line("30"), kind=DocumentKind.CREDIT_NOTE)
        issue_invoices([invoice.pk, credit.pk], today=today)
        draft("globex", line("7"))


def test_each_line_stands_with_what_its_document_says(door, billed, today):
    with door("acme"):
        rows = page(BILLINGS, "view=issued&q=PO-7", today).rows
        assert [(row.charge_type, row.line.net, row.po_number) for row in rows] == [
            (ChargeType.SERVICES, Decimal(10), "PO-7"),
            (ChargeType.USAGE, Decimal(100), "PO-7"),
        ]
        assert {row.number for row in rows} == {"INV-2026-000001"}
        assert {(row.terms, row.due_date) for row in rows} == {("Net 30", date(2026, 12, 20))}


@pytest.mark.parametrize(
    ("address", "nets"),
    [
        ("", {100, 10, 30, 7}),
        ("view=draft", {7}),
        ("charge=usage", {100}),
        ("currency=USD", set()),
        ("gross_from=20&gross_to=40", {30}),
        ("issued=this-month", {100, 10, 30}),
        ("q=glob", {7}),
        ("q=INV-2026-000001", {100, 10}),
        ("q=no such thing", set()),
    ],
)
def test_a_filter_leaves_the_lines_it_names(door, billed, today, address, nets):
    with door("acme"):
        assert {int(row.net) for row in found(BILLINGS, address, today)} == nets


@pytest.fixture
def many(door, today):
    """Thirty drafts of three lines each over six days, two of them without a date, made in no order of these."""
    with door("acme"):
        partner = buyer("initech")
        days = [None if n in (4, 20) else today - timedelta(n * 7 % 6) for n in range(30)]
        made = [Document(direction="out", partner=partner, currency="EUR", issue_date=day) for day in days]
        rows = Document.objects.bulk_create(made)
        DocumentLine.objects.bulk_create(
            DocumentLine(document=row, no=no, quantity=1, unit_price=1, description="", period_end=row.issue_date)
            for no in (1, 2, 3)
            for row in rows
        )


@pytest.mark.parametrize("sort", ["issue_date", "-issue_date", "service", "-service", "-created"])
def test_next_and_previous_reach_every_line_once_in_order(door, many, today, sort):
    with door("acme"):
        order, downwards = BILLINGS.order(sort), sort.startswith("-")
        wanted = [row.pk for row in ordered(found(BILLINGS, "", today), order, downwards=downwards)]
        pages, place = [], ""
        while place is not None:
            pages.append(page(BILLINGS, f"per=25&sort={sort}&after={place}", today))
            place = pages[-1].after
        assert [each for one in pages for each in one.ids] == wanted
        assert page(BILLINGS, f"per=25&sort={sort}&before={pages[-1].before}", today).ids == pages[-2].ids
        assert page(BILLINGS, f"per=25&sort={sort}&page=3", today).ids == pages[2].ids


def test_a_jump_to_an_issue_date_starts_at_its_first_line(door, many, today):
    with door("acme"):
        rows = page(BILLINGS, f"sort=-issue_date&per=100&jump={today - timedelta(2)}", today).rows
        assert {row.document.issue_date for row in rows} == {today - timedelta(n) for n in (2, 3, 4, 5)}


def test_an_order_through_documents_is_read_from_their_index(door, many, today):
    with door("acme"):
        place = page(BILLINGS, "per=25&sort=-issue_date", today).after
        order = BILLINGS.order("issue_date")
        behind_it = found(BILLINGS, "", today).filter(*behind(place_of(str(place), order), order, downwards=True))
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            plan = ordered(behind_it, order, downwards=True).explain()
    assert re.search(r"Index.*Cond: .*ROW\(issue_date, id\) <= ROW\(", plan)


@pytest.mark.parametrize(("address", "sort"), [("issued=this-year", "-issue_date"), ("service=this-year", "-service")])
def test_what_narrows_by_a_date_is_sorted_by_it(address, sort):
    assert state(BILLINGS, address).sort == sort
    assert state(BILLINGS, f"{address}&sort=created").sort == "created"


@pytest.mark.parametrize(
    ("address", "sort"),
    [("q=INV-2026", "-issue_date"), ("q=INV-2026&service=this-year", "-service"), ("q=IN", "-created")],
    ids=["search", "search and filter", "too short"],
)
def test_what_is_searched_for_stands_by_issue_date_until_another_order_is_chosen(address, sort):
    assert state(BILLINGS, address).sort == sort
    assert state(BILLINGS, f"{address}&sort=created").sort == "created"


def test_a_search_that_finds_many_looks_at_documents_from_the_newest_on(door, many, today, monkeypatch):
    monkeypatch.setattr("invoices.lists.billings.FEW", 1)
    with door("acme"):
        order = BILLINGS.order(state(BILLINGS, "q=initech").sort)
        lines = ordered(found(BILLINGS, "q=initech", today), order, downwards=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            plan = lines[:51].explain()
    assert "document_newest" in plan
    assert "documentline_pkey" not in plan


def test_a_search_that_finds_many_finds_the_same(door, billed, today, monkeypatch):
    with door("acme"):
        few = set(found(BILLINGS, "q=INV-2026", today))
        monkeypatch.setattr("invoices.lists.billings.FEW", 1)
        assert set(found(BILLINGS, "q=INV-2026", today)) == few


def test_credit_notes_take_away_from_the_sums(door, billed, today):
    with door("acme"):
        (euros,) = sums_of(BILLINGS, state(BILLINGS, "view=issued"), looking(today))
    assert {each.words: each.amount for each in euros.figures} == {"gross": Decimal("95.20"), "net": Decimal(80)}


def test_what_the_buyer_was_billed_is_not_in_its_own_billings(door, billed, today):
    with door("initech"):
        assert not found(BILLINGS, "", today).exists()


def test_terms_and_dates_can_be_chosen_and_are_off_at_first():
    chosen = {column.key: column.is_on for column in BILLINGS.columns}
    keys = ("terms", "posting_date", "due_date", "payment_method")
    assert [chosen[key] for key in keys] == [False] * 4


@pytest.mark.parametrize("documents", [OUTGOING, INCOMING], ids=lambda documents: documents.key)
def test_terms_dates_and_payment_method_of_documents_are_on_at_first(documents):
    chosen = {column.key: column.is_on for column in documents.columns}
    assert [chosen[key] for key in ("terms", "posting_date", "due_date", "payment_method")] == [True] * 4


def test_without_a_settled_payment_the_method_is_unknown(browser_of, door, billed):
    page = browser_of("acme", "bill").get("/invoices/outgoing/").content.decode()
    assert re.search(r'data-label="Payment method"[^>]*>\s*Unknown', page)


def test_what_a_line_costs_us_is_in_no_column(door, billed, today):
    with door("acme"):
        for row in page(BILLINGS, "", today).rows:
            row.line.purchase_price = Decimal("4711.4711")
            assert not any("4711.4711" in str(column.value(row)) for column in BILLINGS.columns)


@pytest.mark.parametrize("column", BILLINGS.columns, ids=lambda column: column.key)
def test_a_column_alone_reads_only_what_it_says_it_needs(door, billed, today, column, django_assert_max_num_queries):
    with door("acme"):
        context = looking(today)
        assert context.may(BILLINGS.permission)
        with django_assert_max_num_queries(2):
            for row in page_of(BILLINGS, state(BILLINGS, f"columns={column.key}"), context).rows:
                column.value(row), column.printed(row)


def test_the_page_takes_no_more_statements_for_more_lines(door, browser_of, billed, django_assert_max_num_queries):
    bill = browser_of("acme", "bill")
    with door("acme"):
        draft("initech", *(line(str(n)) for n in range(1, 40)))
    with django_assert_max_num_queries(10):
        answer = bill.get("/invoices/billings/?per=100")
    assert len(answer.context["found"]) == 43


def test_billings_need_the_permission_to_see_invoices(browser_of, door):
    assert browser_of("acme", "otto").get("/invoices/billings/").status_code == 200
    with door("acme"):
        RoleAssignment.objects.filter(account__name="Betty").delete()
    assert browser_of("acme", "betty").get("/invoices/billings/").status_code == 403
