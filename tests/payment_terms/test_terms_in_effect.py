"""Which terms count on an issue date, as the supplier's changes leave them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from common.dates import local_today
from partners.models import Partner
from payment_terms.models import CountsFrom
from payment_terms.operations import change_default, choose_counts_from, set_first_terms, set_terms
from payment_terms.queries import terms_in_effect
from payment_terms.rules import Kind, Terms, due_date
from tests.building import buyer

pytestmark = pytest.mark.django_db


def net(days: int) -> Terms:
    return Terms(Kind.NET, days)


def days_on(partner, *days: date) -> list[int]:
    found = terms_in_effect(partner.pk, days)
    return [found[day].days for day in days]


def test_a_new_organization_gives_thirty_days(door):
    with door("acme"):
        assert days_on(buyer("initech"), date(2020, 1, 1), date(2026, 11, 20)) == [30, 30]


def test_a_change_after_midnight_in_the_suppliers_zone_counts_from_the_month_after_next(door):
    changed_on = local_today(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin")
    with door("acme"):
        partner = buyer("initech")
        assert set_terms(partner.pk, net(45), today=changed_on).counts_from == date(2027, 1, 1)
        assert days_on(partner, date(2026, 12, 15), date(2027, 1, 1)) == [30, 45]
        assert due_date(net(30), date(2026, 12, 15)) == date(2027, 1, 14)
        assert due_date(net(45), date(2027, 1, 1)) == date(2027, 2, 15)


def test_a_second_change_in_a_month_replaces_the_pending_one(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        set_terms(partner.pk, net(60), today=date(2026, 11, 20))
        assert days_on(partner, date(2026, 11, 30), date(2026, 12, 1)) == [30, 60]


def test_the_first_terms_of_a_relationship_count_at_once_and_for_earlier_dates(door):
    with door("acme"):
        partner = buyer("initech")
        set_first_terms(partner, net(15))
        assert days_on(partner, date(2026, 11, 20), date(2025, 1, 1)) == [15, 15]
        assert due_date(net(15), date(2026, 11, 20)) == date(2026, 12, 5)


def test_without_terms_of_its_own_a_relationship_begins_with_the_default_of_that_day_for_earlier_dates_too(door):
    with door("acme"):
        change_default(net(60), today=date(2026, 3, 10))
        begun = datetime(2026, 6, 1, 12, tzinfo=UTC)
        Partner.objects.filter(pk=buyer("initech").pk).update(created_at=begun)
        assert days_on(buyer("initech"), date(2026, 2, 1), date(2026, 7, 1)) == [60, 60]


def test_a_change_of_the_default_reaches_the_buyers_that_follow_it_and_no_others(door):
    with door("acme"):
        follower, own = buyer("initech"), buyer("globex")
        set_first_terms(own, net(10))
        change_default(net(60), today=date(2026, 11, 10))
        assert days_on(follower, date(2026, 11, 30), date(2026, 12, 1)) == [30, 60]
        assert days_on(own, date(2026, 12, 1)) == [10]


def test_immediately_counts_from_the_same_day(door):
    with door("acme"):
        partner = buyer("initech")
        choose_counts_from(CountsFrom.IMMEDIATELY)
        set_terms(partner.pk, net(7), today=date(2026, 11, 10))
        assert days_on(partner, date(2026, 11, 9), date(2026, 11, 10)) == [30, 7]


def test_terms_of_any_number_of_dates_are_one_query(door, django_assert_num_queries):
    with door("acme"):
        partner = buyer("initech")
        with django_assert_num_queries(1):
            terms_in_effect(partner.pk, [date(2026, 1, day) for day in range(1, 29)])
