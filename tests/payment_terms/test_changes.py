"""Changes of terms: what a row shows afterwards, undoing, the default, and two people at once."""

from __future__ import annotations

from datetime import date

import pytest

from payment_terms.models import BuyerTerms, CountsFrom, TermsChange
from payment_terms.operations import (
    change_default,
    change_many,
    choose_counts_from,
    reset_to_default,
    set_first_terms,
    set_terms,
    undo_batch,
    undo_default,
    undo_terms,
)
from payment_terms.queries import terms_in_effect
from payment_terms.refusals import AlreadyCounts, ChangedSince, NothingToUndo, NotTheFirst, StaleTerms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import default_standing, standings
from tenants.border import Actor
from tests.building import buyer

pytestmark = pytest.mark.django_db
PIET = Actor("person:piet", "Piet Haas <piet@acme.example>")


def net(days: int) -> Terms:
    return Terms(Kind.NET, days)


def days_on(partner, *days: date) -> list[int]:
    found = terms_in_effect(partner.pk, days)
    return [found[day].days for day in days]


def shown(partner) -> BuyerTerms:
    return BuyerTerms.objects.get(partner=partner)


def seen(partner) -> int:
    return standings([partner.pk])[partner.pk].version(default_standing())


def test_undoing_the_second_change_of_a_month_brings_the_pending_first_one_back(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        set_terms(partner.pk, net(60), today=date(2026, 11, 20))
        undo_terms(partner.pk, today=date(2026, 11, 21))
        assert days_on(partner, date(2026, 11, 30), date(2026, 12, 1)) == [30, 45]
        assert (shown(partner).text, shown(partner).counts_from) == ("Net 45", date(2026, 12, 1))


def test_undoing_twice_goes_two_changes_back(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        set_terms(partner.pk, net(60), today=date(2026, 11, 20))
        undo_terms(partner.pk, today=date(2026, 11, 21))
        undo_terms(partner.pk, today=date(2026, 11, 21))
        assert days_on(partner, date(2026, 12, 1)) == [30]
        assert shown(partner).follows_default
        with pytest.raises(NothingToUndo):
            undo_terms(partner.pk, today=date(2026, 11, 21))


def test_history_keeps_what_was_undone(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        undo_terms(partner.pk, today=date(2026, 11, 21))
        rows = TermsChange.objects.filter(partner=partner).order_by("id")
        assert [(row.days if not row.follows_default else None, row.undoes_id) for row in rows] == [
            (45, None), (None, rows[0].pk),
        ]  # fmt: skip


def test_a_change_that_counts_is_not_undone_where_changes_count_from_the_next_month(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        with pytest.raises(AlreadyCounts):
            undo_terms(partner.pk, today=date(2026, 12, 1))
        assert days_on(partner, date(2026, 12, 1)) == [45]


def test_where_changes_count_immediately_undoing_is_a_new_change_back(door):
    with door("acme"):
        partner = buyer("initech")
        choose_counts_from(CountsFrom.IMMEDIATELY)
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        undo_terms(partner.pk, today=date(2026, 11, 12))
        assert days_on(partner, date(2026, 11, 11), date(2026, 11, 12)) == [45, 30]


def test_undoing_an_immediate_change_brings_back_what_was_pending_before_it(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        choose_counts_from(CountsFrom.IMMEDIATELY)
        set_terms(partner.pk, net(60), today=date(2026, 11, 12))
        undo_terms(partner.pk, today=date(2026, 11, 14))
        days = [date(2026, 11, 13), date(2026, 11, 14), date(2026, 12, 1)]
        assert days_on(partner, *days) == [60, 30, 45]
        undo_terms(partner.pk, today=date(2026, 11, 14))
        assert days_on(partner, date(2026, 12, 1)) == [30]


def test_typing_the_number_of_the_default_makes_a_row_custom_and_a_reset_takes_that_back(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(30), today=date(2026, 11, 10))
        assert not shown(partner).follows_default
        reset_to_default(partner.pk, today=date(2026, 11, 11))
        assert shown(partner).follows_default
        assert shown(partner).counts_from == date(2026, 12, 1)


def test_a_row_that_was_reset_follows_the_default_from_the_date_of_the_reset(door):
    with door("acme"):
        partner = buyer("initech")
        set_first_terms(partner, net(10))
        reset_to_default(partner.pk, today=date(2026, 11, 10))
        change_default(net(60), today=date(2026, 12, 10))
        days = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1)]
        assert days_on(partner, *days) == [10, 30, 60]


def test_the_same_terms_again_are_no_change(door):
    with door("acme"):
        partner = buyer("initech")
        assert set_terms(partner.pk, net(45), today=date(2026, 11, 10)).changed == 1
        again = set_terms(partner.pk, net(45), today=date(2026, 11, 12))
        assert (again.changed, again.unchanged) == (0, 1)


def test_the_same_terms_sooner_are_a_change(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(45), today=date(2026, 11, 10))
        choose_counts_from(CountsFrom.IMMEDIATELY)
        assert set_terms(partner.pk, net(45), today=date(2026, 11, 12)).changed == 1
        assert days_on(partner, date(2026, 11, 12)) == [45]


def test_first_terms_are_no_edit_and_a_change_of_the_default_leaves_the_row_alone(door):
    with door("acme"):
        partner = buyer("initech")
        set_first_terms(partner, net(15))
        change_default(net(60), today=date(2026, 11, 10))
        assert (shown(partner).updated_at, shown(partner).updated_by) == (None, "")
        set_terms(partner.pk, net(20), today=date(2026, 11, 12))
        assert shown(partner).updated_by == "person:bill Bill"


def test_first_terms_are_given_once_and_never_over_a_change(door):
    with door("acme"):
        first, changed = buyer("initech"), buyer("globex")
        set_first_terms(first, net(15))
        set_terms(changed.pk, net(45), today=date(2026, 11, 10))
        for partner in (first, changed):
            with pytest.raises(NotTheFirst, match=f"{partner.name} has payment terms already"):
                set_first_terms(partner, net(20))
        assert (days_on(first, date(2026, 1, 1)), days_on(changed, date(2026, 1, 1))) == ([15], [30])


def test_a_change_of_the_default_is_undone_while_it_is_pending(door):
    with door("acme"):
        partner = buyer("initech")
        change_default(net(60), today=date(2026, 11, 10))
        undo_default(today=date(2026, 11, 11))
        assert days_on(partner, date(2026, 12, 1)) == [30]


def test_the_later_of_two_people_is_told_what_the_other_one_set_and_nothing_is_changed(door):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, net(40), today=date(2026, 11, 10))
        before = seen(partner)
    with door("acme", PIET):
        set_terms(partner.pk, net(45), today=date(2026, 11, 12))
    with door("acme"):
        with pytest.raises(StaleTerms, match="Piet Haas set Net 45 at") as told:
            set_terms(partner.pk, net(60), today=date(2026, 11, 12), seen=before)
        assert days_on(partner, date(2026, 12, 1)) == [45]
        set_terms(partner.pk, net(60), today=date(2026, 11, 12), seen=told.value.rows[0].version)
        assert days_on(partner, date(2026, 12, 1)) == [60]


def test_a_row_that_follows_the_default_is_stale_once_the_default_was_changed(door):
    with door("acme"):
        partner = buyer("initech")
        before = default_standing().change_id
        change_default(net(60), today=date(2026, 11, 12))
        with pytest.raises(StaleTerms, match="set Net 60"):
            set_terms(partner.pk, net(45), today=date(2026, 11, 12), seen=before)


def test_many_rows_are_changed_together_and_undone_together(door):
    with door("acme"):
        first, second = buyer("initech"), buyer("globex")
        set_terms(second.pk, net(45), today=date(2026, 11, 2))
        changed, batch = change_many({first.pk: net(45), second.pk: net(45)}, today=date(2026, 11, 10))
        assert (changed.changed, changed.unchanged) == (1, 1)
        assert undo_batch(batch.public_id, today=date(2026, 11, 11)) == 1
        assert (days_on(first, date(2026, 12, 1)), days_on(second, date(2026, 12, 1))) == ([30], [45])
        with pytest.raises(NothingToUndo):
            undo_batch(batch.public_id, today=date(2026, 11, 11))


def test_a_batch_one_of_whose_rows_was_changed_since_is_not_undone(door):
    with door("acme"):
        first, second = buyer("initech"), buyer("globex")
        _, batch = change_many({first.pk: net(45), second.pk: net(45)}, today=date(2026, 11, 10))
    with door("acme", PIET):
        set_terms(second.pk, net(50), today=date(2026, 11, 10))
    with door("acme"):
        with pytest.raises(ChangedSince, match="1 of these 2 rows were changed since, last by Piet Haas"):
            undo_batch(batch.public_id, today=date(2026, 11, 11))
        assert (days_on(first, date(2026, 12, 1)), days_on(second, date(2026, 12, 1))) == ([45], [50])


def test_changing_many_is_all_or_nothing(door):
    with door("acme"):
        first, second = buyer("initech"), buyer("globex")
        before = default_standing().change_id
        set_terms(second.pk, net(50), today=date(2026, 11, 10))
        with pytest.raises(StaleTerms):
            change_many({first.pk: net(45), second.pk: net(45)}, today=date(2026, 11, 10), seen=before)
        assert days_on(first, date(2026, 12, 1)) == [30]


def test_a_year_with_a_change_each_month_across_daylight_saving_and_the_end_of_the_year(door):
    """Set half an hour before and after local midnight at each end of a month, so that UTC is a day behind."""
    from datetime import UTC, datetime, timedelta
    from zoneinfo import ZoneInfo

    from common.dates import add_months, local_today

    berlin = ZoneInfo("Europe/Berlin")
    with door("acme"):
        partner = buyer("initech")
        for month in range(14):
            first = add_months(date(2026, 1, 1), month)
            midnight = datetime(first.year, first.month, 1, tzinfo=berlin)
            at = (midnight + timedelta(minutes=30)).astimezone(UTC)
            assert at.date() < first
            counts_from = set_terms(partner.pk, net(10 + month), today=local_today(at, "Europe/Berlin")).counts_from
            assert counts_from == add_months(first, 1)
        months = [add_months(date(2026, 2, 1), month) for month in range(14)]
        assert days_on(partner, *months) == list(range(10, 24))
        assert days_on(partner, *(day - timedelta(days=1) for day in months[1:])) == list(range(10, 23))
