"""Documents narrowed by what is due, by the tier of their buyer and by posting date, by an index each."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from invoices.operations.posting_date import change_posting_date
from partners.models import Partner, Side, Tier
from tests.building import draft, line, verified
from tests.lists.looking import found, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(door, today):
    """At acme's: invoices of 119, 238 (10 paid) and 11.90 to initech and globex, one wholly paid, and a draft."""
    with door("acme"):
        made = [verified(to, line(price)) for to, price in (("initech", "100"), ("globex", "200"), ("initech", "10"))]
        paid = verified("initech", line("300"))
        issue_invoices([document.pk for document in (*made, paid)], today=today)
        Document.objects.filter(pk=made[1].pk).update(settled=10)
        Document.objects.filter(pk=paid.pk).update(settled=357)
        draft("initech", line("500"))
        Partner.objects.filter(side=Side.BUYER, name__istartswith="globex").update(tier=Tier.INDIRECT)


@pytest.mark.parametrize(
    ("address", "totals"),
    [
        ("amount_due_from=119", {"119.00", "238.00"}),
        ("amount_due_from=228.01", set()),
        ("amount_due_from=100&amount_due_to=228", {"119.00", "238.00"}),
        ("amount_due_to=20", {"11.90"}),
        ("tier=indirect", {"238.00"}),
        ("tier=direct&view=open", {"119.00", "11.90"}),
    ],
)
def test_a_filter_leaves_the_documents_it_names(door, due, today, address, totals):
    with door("acme"):
        assert {f"{document.total:.2f}" for document in found(OUTGOING, address, today)} == totals


def test_what_is_due_is_answered_by_its_index(door, due, today):
    with door("acme"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = found(OUTGOING, "amount_due_from=200&amount_due_to=300", today).explain()
    assert "document_by_amount_due" in plan
    assert plan.count(">= '200'") == plan.count("<= '300'") == 1


def test_the_planner_knows_what_is_due_in_the_books_of_every_organization(door):
    """Without, it takes a third of the open documents for each bound and walks all of them in the order of the list."""
    for name in ("acme", "initech"):
        with door(name), connection.cursor() as cursor:
            cursor.execute(
                "SELECT expressions FROM (SELECT pg_get_statisticsobjdef_expressions(oid) AS expressions, *"
                " FROM pg_statistic_ext WHERE stxnamespace = current_schema()::regnamespace) known"
                " WHERE stxname = 'document_amount_due'"
            )
            assert cursor.fetchall() == [(["((payable - settled) - credit_applied)"],)], name


def test_of_a_tier_without_buyers_there_is_nothing(door, due, today):
    with door("acme"):
        Partner.objects.update(tier=Tier.DIRECT)
        assert not found(OUTGOING, "tier=indirect", today).exists()


@pytest.mark.parametrize(
    ("definition", "is_offered"), [(OUTGOING, True), (INCOMING, False)], ids=["outgoing", "incoming"]
)
def test_only_buyers_have_a_tier_to_choose(definition, is_offered):
    assert next(each for each in definition.filters if each.key == "tier").is_offered is is_offered
    assert not state(definition, "amount_due_from=1").misunderstood


@pytest.fixture
def posted(door):
    """At acme's and in initech's book: INV-2026-000001 and -2 issued on 10 November, the first posted on the 30th."""
    with door("acme"):
        issue_invoices([verified("initech").pk, verified("initech").pk], today=date(2026, 11, 10))
        draft("initech")
        change_posting_date(Document.objects.get(number="INV-2026-000001").pk, date(2026, 11, 30))


@pytest.mark.parametrize(
    ("address", "found_numbers"),
    [
        ("posted_since=2026-11-11", {"INV-2026-000001"}),
        ("posted_since=2026-11-30&posted_until=2026-11-30", {"INV-2026-000001"}),
        ("posted_until=2026-11-29", {"INV-2026-000002"}),
        ("posted_since=2026-12-01", set()),
        ("posted_since=0001-01-02", {"INV-2026-000001", "INV-2026-000002"}),
        ("posted=this-month", {"INV-2026-000001", "INV-2026-000002"}),
        ("posted=last-month", set()),
        ("posted_since=2026-11-11&since=2026-11-11", set()),
    ],
)
@pytest.mark.parametrize(
    ("organization", "definition"), [("acme", OUTGOING), ("initech", INCOMING)], ids=["outgoing", "incoming"]
)
def test_documents_are_narrowed_by_the_day_they_are_posted(
    door, posted, organization, definition, address, found_numbers
):
    with door(organization):
        assert {each.number for each in found(definition, address, date(2026, 11, 20))} == found_numbers


def test_a_posting_date_is_looked_for_by_the_index_of_issue_dates(door, posted):
    with door("acme"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        narrowed = found(OUTGOING, "posted_since=2026-11-11&posted_until=2026-11-30", date(2026, 11, 20))
        plan = narrowed.order_by("-issue_date", "-id").explain()
    assert "(issue_date >= '2026-10-11'::date) AND (issue_date <= '2026-11-30'::date)" in plan
    assert "Sort" not in plan


def test_a_posting_date_that_the_filter_would_not_find_is_refused_in_the_buyers_book_too(door, posted):
    with (
        door("initech"), pytest.raises(IntegrityError, match="document_posted_in_time"), transaction.atomic()
    ):  # fmt: skip
        Document.objects.filter(number="INV-2026-000001").update(posting_date=date(2026, 12, 12))
