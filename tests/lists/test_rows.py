"""The rows of a list: pages by number and by place, chunks for exports, ids for jobs, what is read for a column."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing_platform.lists.refusals import NotYourList
from billing_platform.lists.rows import chosen_columns, matching, matching_ids, page_of, rows_in_chunks
from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import Document
from people.models import RoleAssignment
from tenants.models import now
from tests.building import buyer
from tests.conftest import TODAY
from tests.lists.looking import found, looking, page, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def sixty(door: Any) -> None:
    """Sixty drafts of acme over ten days, each seventh without a date."""
    with door("acme"):
        partner = buyer("initech")
        days = [None if n % 7 == 6 else TODAY - timedelta(n % 10) for n in range(60)]
        Document.objects.bulk_create(
            Document(direction="out", partner=partner, currency="EUR", issue_date=day) for day in days
        )


def ids(page) -> list[int]:
    return [row.document.pk for row in page.rows]


@pytest.mark.parametrize("sort", ["-issue_date", "issue_date", "-due_date", "-created", "created"])
def test_a_page_by_its_number_is_the_one_reached_by_next(door, sixty, today, sort):
    with door("acme"):
        first = page(OUTGOING, f"per=25&sort={sort}", today)
        second = page(OUTGOING, f"per=25&sort={sort}&after={first.after}&page=2", today)
        numbered = page(OUTGOING, f"per=25&sort={sort}&page=2", today)
    assert ids(numbered) == ids(second)
    assert (first.first, second.first, numbered.first) == (1, 26, 26)
    assert (str(numbered.before), str(numbered.after)) == (str(second.before), str(second.after))


def test_a_number_beyond_the_last_numbered_page_is_that_one(door, sixty, today, monkeypatch):
    monkeypatch.setattr("billing_platform.lists.rows.MOST_BY_NUMBER", 50)
    with door("acme"):
        assert page(OUTGOING, "per=25&page=9999", today).first == 26


def test_a_number_behind_the_last_row_shows_nothing(door, sixty, today):
    with door("acme"):
        assert page(OUTGOING, "per=25&page=4", today).rows == ()


def test_a_jump_starts_at_the_first_row_of_the_day(door, sixty, today):
    with door("acme"):
        downwards = page(OUTGOING, f"jump={today - timedelta(3)}&sort=-issue_date", today)
        upwards = page(OUTGOING, f"jump={today - timedelta(3)}&sort=issue_date", today)
    assert {row.document.issue_date for row in downwards.rows} == {today - timedelta(n) for n in range(3, 10)}
    assert {row.document.issue_date for row in upwards.rows} == {None, *(today - timedelta(n) for n in range(4))}


@pytest.mark.parametrize("size", [1, 7, 60, 100])
def test_chunks_hold_every_row_once_in_the_order_of_the_list(door, sixty, today, size):
    with door("acme"):
        shown = state(OUTGOING, "sort=issue_date")
        chunks = list(rows_in_chunks(OUTGOING, shown, looking(today), size=size))
        wanted = [row.document.pk for row in page(OUTGOING, "sort=issue_date&per=100", today).rows]
    assert [row.document.pk for chunk in chunks for row in chunk] == wanted
    assert max(map(len, chunks)) <= size


def test_chunks_take_no_statement_for_each_row(door, sixty, today, django_assert_max_num_queries):
    with door("acme"):
        context, columns = looking(today), OUTGOING.columns
        with django_assert_max_num_queries(5):
            chunks = rows_in_chunks(OUTGOING, state(OUTGOING, ""), context, columns, size=100)
            assert sum(len([column.value(row) for column in columns]) for chunk in chunks for row in chunk)


def issued(direction: str, count: int) -> None:
    """Issued documents with something in every column, each third a credit note."""
    Document.objects.bulk_create(
        Document(
            direction=direction, partner=buyer("initech"), state="issued", number=f"N-{n}", currency="EUR",
            kind="invoice" if n % 3 else "credit_note", total=Decimal(n), payable=Decimal(n), issue_date=TODAY,
            posting_date=TODAY, due_date=TODAY - timedelta(n), issued_at=now(), findings=[{"code": "x"}],
            terms_text="#SKONTO#TAGE=5#PROZENT=2.00#", po_number="PO 7", period_start=TODAY,
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("definition", "direction"), [(OUTGOING, "out"), (INCOMING, "in")], ids=["outgoing", "incoming"]
)
def test_bare_rows_say_in_every_column_what_the_screen_says(door, sixty, today, definition, direction):
    with door("acme"):
        issued(direction, 20)
        context, chosen = looking(today), definition.columns
        every = state(definition, f"sort=-created&per=100&columns={','.join(column.key for column in chosen)}")
        shown = page_of(definition, every, context).rows
        (read,) = rows_in_chunks(definition, every, context, chosen)
        assert not isinstance(read[0].document, Document)
        assert [[c.value(row) for c in chosen] for row in read] == [[c.value(row) for c in chosen] for row in shown]


def test_the_ids_that_match_are_those_of_the_rows(door, sixty, today):
    with door("acme"):
        some = state(OUTGOING, f"since={today}")
        assert matching_ids(OUTGOING, some, looking(today)) == sorted(
            found(OUTGOING, f"since={today}", today).values_list("pk", flat=True)
        )


def test_a_stored_state_gives_nothing_to_somebody_without_the_permission(door, sixty, today):
    with door("acme"):
        context = looking(today)
        RoleAssignment.objects.filter(account=context.person).delete()
        stranger = looking(today)
        for read in (matching, matching_ids, page_of):
            with pytest.raises(NotYourList, match="See invoices"):
                read(OUTGOING, state(OUTGOING, ""), stranger)


def test_columns_that_are_not_shown_are_not_joined(door, sixty, today):
    with door("acme"):
        bare = state(OUTGOING, "columns=number,net")
        columns = chosen_columns(OUTGOING, bare, looking(today))
        needs = frozenset(need for column in columns for need in column.needs)
        sql = str(OUTGOING.prepare(matching(OUTGOING, bare, looking(today)), needs).query)
    assert "rulecheck" not in sql
    assert "terms_text" not in sql
    assert "explanation" not in sql


@pytest.mark.parametrize("column", OUTGOING.columns, ids=lambda column: column.key)
def test_a_column_alone_reads_only_what_it_says_it_needs(door, sixty, today, column, django_assert_max_num_queries):
    with door("acme"):
        context, alone = looking(today), state(OUTGOING, f"columns={column.key}")
        assert context.may(OUTGOING.permission)
        with django_assert_max_num_queries(2):
            for row in page_of(OUTGOING, alone, context).rows:
                column.value(row), column.printed(row)
