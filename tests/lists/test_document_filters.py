"""Documents narrowed by what is due and by the tier of their buyer, by an index each."""

from __future__ import annotations

import pytest
from django.db import connection

from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import Document
from invoices.operations.issue import issue_invoices
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
