"""What a change of terms would do to drafts and to the money expected, before it is saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from payment_terms.effects import Affected
from payment_terms.impact import impact_of
from payment_terms.models import CountsFrom
from payment_terms.operations import choose_counts_from, reset_to_default, set_first_terms, set_terms, undo_terms
from payment_terms.queries.impact import followers, impact_of_default, impact_on
from payment_terms.rules import Kind, Terms
from tests.building import TODAY, buyer, draft, line, verified

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1)


def net(days: int) -> Terms:
    return Terms(Kind.NET, days)


def test_drafts_without_a_date_are_moved_from_the_day_the_change_counts(door):
    with door("acme"):
        draft("initech")
        verified("initech", line("200.00"))
        found = impact_on({buyer("initech").pk: net(60)}, TODAY)
    assert (found.counts_from, found.documents) == (DECEMBER, {"drafts": 2})
    [cash] = found.cash
    assert (cash.currency, cash.amount, cash.days) == ("EUR", Decimal("357.00"), 30)
    assert cash.between_months == Decimal("357.00")


def test_drafts_dated_before_the_change_counts_keep_their_terms(door):
    with door("acme"):
        draft("initech", issue_date=date(2026, 11, 20))
        assert impact_on({buyer("initech").pk: net(60)}, TODAY).total == 0


def test_a_pending_change_is_what_the_drafts_would_have_had(door):
    with door("acme"):
        draft("initech")
        set_terms(buyer("initech").pk, net(60), today=TODAY)
        assert impact_on({buyer("initech").pk: net(60)}, TODAY).total == 0


def test_a_reset_moves_drafts_to_the_default(door):
    with door("acme"):
        set_first_terms(buyer("initech"), net(10))
        draft("initech")
        [cash] = impact_on({buyer("initech").pk: None}, TODAY).cash
    assert cash.days == 20


def test_a_change_of_the_default_concerns_the_rows_that_follow_it(door):
    with door("acme"):
        set_first_terms(buyer("globex"), net(10))
        draft("globex")
        draft("initech")
        found = impact_of_default(net(45), TODAY)
        assert found.by_buyer == {buyer("initech").pk: 1}


def test_of_a_default_that_counts_at_once_who_follows_it_today_counts_whatever_is_to_come(door):
    with door("acme"):
        leaving, coming = buyer("initech"), buyer("globex")
        set_first_terms(coming, net(10))
        set_terms(leaving.pk, net(45), today=TODAY)
        reset_to_default(coming.pk, today=TODAY)
        draft("initech")
        draft("globex")
        assert impact_of_default(net(60), TODAY).by_buyer == {coming.pk: 1}
        choose_counts_from(CountsFrom.IMMEDIATELY)
        assert impact_of_default(net(60), TODAY).by_buyer == {leaving.pk: 1}
        assert [followers(day) for day in (TODAY, DECEMBER)] == [[leaving.pk], [coming.pk]]


def test_what_a_pending_change_that_was_undone_leaves_is_what_follows_the_default(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 9, 10))
        set_terms(partner.pk, net(50), today=TODAY)
        assert partner.pk not in followers(TODAY)
        undo_terms(partner.pk, today=TODAY)
        assert partner.pk not in followers(TODAY)
        assert partner.pk in followers(date(2026, 9, 10))


def test_the_number_of_statements_does_not_grow_with_buyers_and_drafts(door, django_assert_max_num_queries):
    with door("acme"):
        wanted = {buyer(name).pk: net(60) for name in ("initech", "globex")}
        for _ in range(3):
            draft("initech")
            draft("globex")
        with django_assert_max_num_queries(5):
            assert impact_on(wanted, TODAY).total == 6


def test_weeks_hold_what_is_due_before_and_after():
    moved = Affected(1, "EUR", 1, Decimal(100), DECEMBER, date(2026, 12, 31), date(2027, 1, 30))
    [cash] = impact_of({"drafts": [moved]}, DECEMBER).cash
    assert [(week.monday, week.before, week.after) for week in cash.weeks] == [
        (date(2026, 12, 28), Decimal(100), Decimal(0)), (date(2027, 1, 25), Decimal(0), Decimal(100)),
    ]  # fmt: skip
    assert cash.between_months == Decimal(100)
