"""Due dates, discounts, worst cases, and which terms count on an issue date."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.dates import last_of_month, local_today
from payment_terms.rules import (
    LONG_TERM_DAYS,
    DatedTerms,
    InvalidTerms,
    Kind,
    Terms,
    discount_until,
    due_date,
    effective_from,
    pending_change,
    terms_on,
    worst_case_days,
)

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

NET_30 = Terms(Kind.NET, 30)

day_counts = st.integers(0, 999)
posting_dates = st.dates(date(2024, 1, 1), date(2032, 12, 31))
any_terms = st.one_of(
    st.builds(Terms, st.sampled_from([Kind.NET, Kind.EOM_PLUS, Kind.PLUS_EOM]), day_counts),
    st.builds(Terms, st.just(Kind.DAY_OF_MONTH), st.just(0), st.integers(1, 31), st.integers(1, 12)),
)


def net(days: int) -> Terms:
    return Terms(Kind.NET, days)


def day_of_month(day: int, months: int) -> Terms:
    return Terms(Kind.DAY_OF_MONTH, day=day, months=months)


@pytest.mark.parametrize(
    ("terms", "posted", "due"),
    [
        (net(30), date(2026, 1, 15), date(2026, 2, 14)),
        (net(0), date(2026, 1, 15), date(2026, 1, 15)),
        (net(999), date(2026, 1, 1), date(2028, 9, 26)),
        (Terms(Kind.EOM_PLUS, 30), date(2026, 1, 15), date(2026, 3, 2)),
        (Terms(Kind.PLUS_EOM, 30), date(2026, 1, 15), date(2026, 2, 28)),
        (Terms(Kind.EOM_PLUS, 30), date(2024, 1, 31), date(2024, 3, 1)),
        (Terms(Kind.PLUS_EOM, 30), date(2024, 1, 31), date(2024, 3, 31)),
        (Terms(Kind.EOM_PLUS, 0), date(2024, 2, 3), date(2024, 2, 29)),
        (Terms(Kind.PLUS_EOM, 0), date(2026, 2, 28), date(2026, 2, 28)),
        (day_of_month(15, 2), date(2026, 1, 31), date(2026, 3, 15)),
        (day_of_month(31, 1), date(2026, 1, 31), date(2026, 2, 28)),
        (day_of_month(30, 1), date(2028, 1, 1), date(2028, 2, 29)),
        (day_of_month(1, 12), date(2026, 12, 31), date(2027, 12, 1)),
    ],
)
def test_the_due_date_follows_the_steps_in_their_order(terms: Terms, posted: date, due: date) -> None:
    assert due_date(terms, posted) == due


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_terms, posting_dates)
def test_an_invoice_is_never_due_before_it_is_posted_nor_after_the_worst_case(terms: Terms, posted: date) -> None:
    assert 0 <= (due_date(terms, posted) - posted).days <= worst_case_days(terms)


@settings(max_examples=EXAMPLES, deadline=None)
@given(day_counts, posting_dates)
def test_the_order_of_the_steps_decides_what_is_the_end_of_a_month(days: int, posted: date) -> None:
    plus_eom = due_date(Terms(Kind.PLUS_EOM, days), posted)
    assert plus_eom == last_of_month(plus_eom)
    assert due_date(Terms(Kind.EOM_PLUS, days), posted) - timedelta(days=days) == last_of_month(posted)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.integers(1, 31), st.integers(1, 12), posting_dates)
def test_a_day_the_month_lacks_is_its_last(day: int, months: int, posted: date) -> None:
    due = due_date(day_of_month(day, months), posted)
    assert due.day == min(day, last_of_month(due).day)
    assert (due.year - posted.year) * 12 + due.month - posted.month == months


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_terms, posting_dates)
def test_posting_a_day_later_never_makes_an_invoice_due_earlier(terms: Terms, posted: date) -> None:
    assert due_date(terms, posted) <= due_date(terms, posted + timedelta(days=1))


@pytest.mark.parametrize(
    "terms",
    [
        net(45),
        Terms(Kind.EOM_PLUS, 30),
        Terms(Kind.PLUS_EOM, 30),
        Terms(Kind.PLUS_EOM, 7),
        day_of_month(31, 1),
        day_of_month(31, 2),
        day_of_month(1, 2),
        day_of_month(29, 12),
    ],
)
def test_the_worst_case_is_the_longest_of_every_day_of_a_leap_cycle(terms: Terms) -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]
    assert worst_case_days(terms) == max((due_date(terms, day) - day).days for day in days)


@pytest.mark.parametrize(
    ("terms", "is_long"),
    [
        (net(60), False),
        (net(61), True),
        (Terms(Kind.EOM_PLUS, 30), False),
        (Terms(Kind.EOM_PLUS, 31), True),
        (day_of_month(30, 1), False),
        (day_of_month(31, 1), True),  # posted on 1 July, due on 31 August
    ],
)
def test_terms_are_long_when_their_worst_posting_date_takes_over_sixty_days(terms: Terms, is_long: bool) -> None:
    assert (worst_case_days(terms) > LONG_TERM_DAYS) is is_long


def test_the_discount_runs_from_the_posting_date_with_every_kind() -> None:
    for terms in (Terms(Kind.NET, 30), Terms(Kind.EOM_PLUS, 30), Terms(Kind.PLUS_EOM, 30)):
        given_discount = Terms(terms.kind, 30, discount_percent=Decimal(2), discount_days=10)
        assert discount_until(given_discount, date(2026, 11, 5)) == date(2026, 11, 15)
        assert due_date(given_discount, date(2026, 11, 5)) == due_date(terms, date(2026, 11, 5))


def test_a_discount_may_be_for_payment_on_the_posting_date_itself() -> None:
    terms = Terms(Kind.NET, 30, discount_percent=Decimal(3), discount_days=0)
    assert discount_until(terms, date(2026, 11, 5)) == date(2026, 11, 5)


def test_terms_without_discount_give_none() -> None:
    assert discount_until(NET_30, date(2026, 11, 5)) is None


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"kind": Kind.NET, "days": -30}, "days"),
        ({"kind": Kind.NET, "days": 1000}, "days"),
        ({"kind": Kind.NET, "days": 30, "day": 15}, "day"),
        ({"kind": Kind.EOM_PLUS, "days": 30, "months": 1}, "months"),
        ({"kind": Kind.DAY_OF_MONTH, "day": 0, "months": 1}, "day"),
        ({"kind": Kind.DAY_OF_MONTH, "day": 32, "months": 1}, "day"),
        ({"kind": Kind.DAY_OF_MONTH, "day": 15}, "months"),
        ({"kind": Kind.DAY_OF_MONTH, "day": 15, "months": 0}, "months"),
        ({"kind": Kind.DAY_OF_MONTH, "day": 15, "months": 13}, "months"),
        ({"kind": Kind.DAY_OF_MONTH, "days": 30, "day": 15, "months": 1}, "days"),
        ({"kind": Kind.NET, "days": 30, "discount_days": 10}, "discount_days"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal(2)}, "discount_days"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal(0), "discount_days": 10}, "discount_percent"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal(100), "discount_days": 10}, "discount_percent"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal("NaN"), "discount_days": 10}, "discount_percent"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal("2.125"), "discount_days": 9}, "discount_percent"),
        ({"kind": Kind.NET, "days": 30, "discount_percent": Decimal(2), "discount_days": -1}, "discount_days"),
        ({"kind": Kind.NET, "days": 9, "discount_percent": Decimal(2), "discount_days": 10}, "discount_days"),
    ],
)
def test_terms_that_make_no_sense_are_refused_naming_the_field(figures: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidTerms) as refusal:
        Terms(**figures)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert refusal.value.code == "invalid_terms"


# --- from when a change counts ---


def change(days: int, effective: date | None) -> DatedTerms:
    return DatedTerms(net(days), effective)


def days_on(changes: list[DatedTerms], *issue_date: int) -> int:
    return terms_on(changes, date(*issue_date)).days


def test_a_change_counts_from_the_first_of_the_month_after_the_suppliers_date() -> None:
    made_on = local_today(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin")
    effective = effective_from(made_on, immediately=False)
    changes = [change(30, None), change(45, effective)]
    assert effective == date(2027, 1, 1)
    assert days_on(changes, 2026, 12, 15) == 30
    assert due_date(terms_on(changes, date(2026, 12, 15)), date(2026, 12, 15)) == date(2027, 1, 14)
    assert due_date(terms_on(changes, date(2027, 1, 1)), date(2027, 1, 1)) == date(2027, 2, 15)


def test_a_supplier_may_let_a_change_count_at_once() -> None:
    assert effective_from(date(2026, 11, 10), immediately=True) == date(2026, 11, 10)


def test_of_two_changes_before_the_same_month_the_newer_counts() -> None:
    changes = [change(30, None), change(45, date(2026, 12, 1)), change(60, date(2026, 12, 1))]
    assert days_on(changes, 2026, 11, 30) == 30
    assert days_on(changes, 2026, 12, 1) == 60
    assert due_date(terms_on(changes, date(2026, 12, 1)), date(2026, 12, 1)) == date(2027, 1, 30)


def test_undoing_the_newer_brings_the_older_pending_change_back() -> None:
    pending_45 = change(45, date(2026, 12, 1))
    changes = [change(30, None), pending_45, change(60, date(2026, 12, 1)), pending_45]
    assert days_on(changes, 2026, 12, 1) == 45
    assert pending_change(changes, date(2026, 11, 21)) == pending_45


def test_undoing_the_only_change_leaves_the_first_terms() -> None:
    changes = [change(30, None), change(45, date(2026, 12, 1)), change(30, None)]
    assert days_on(changes, 2026, 12, 1) == 30
    assert pending_change(changes, date(2026, 11, 21)) is None


def test_undoing_a_change_keeps_what_counted_before_it_in_each_month() -> None:
    thirty = change(30, date(2026, 9, 1))
    changes = [change(15, None), thirty, change(45, date(2026, 12, 1)), thirty]
    assert [days_on(changes, 2026, month, 1) for month in (8, 9, 12)] == [15, 30, 30]


def test_a_change_that_counts_at_once_replaces_the_pending_one() -> None:
    changes = [change(30, None), change(45, date(2026, 12, 1)), change(60, date(2026, 11, 25))]
    assert [days_on(changes, 2026, 11, 24), days_on(changes, 2026, 11, 25), days_on(changes, 2026, 12, 1)] == [
        30,
        60,
        60,
    ]
    assert pending_change(changes, date(2026, 11, 25)) is None


@pytest.mark.parametrize("effective", [None, date(2026, 11, 20)])
def test_the_first_terms_count_at_once_and_for_earlier_issue_dates(effective: date | None) -> None:
    changes = [change(15, effective), change(45, date(2026, 12, 1))]
    assert days_on(changes, 2026, 11, 20) == 15
    assert days_on(changes, 2020, 1, 1) == 15
    assert due_date(terms_on(changes, date(2026, 11, 20)), date(2026, 11, 20)) == date(2026, 12, 5)


def test_a_change_is_pending_until_the_day_it_counts_from() -> None:
    changes = [change(30, None), change(45, date(2026, 12, 1))]
    assert pending_change(changes, date(2026, 11, 30)) == changes[-1]
    assert pending_change(changes, date(2026, 12, 1)) is None


def test_first_terms_are_never_pending() -> None:
    assert pending_change([change(30, date(2026, 12, 1))], date(2026, 11, 1)) is None
    assert pending_change([], date(2026, 11, 1)) is None


def test_a_relationship_without_terms_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="none were given"):
        terms_on([], date(2026, 11, 20))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 99), st.booleans()), min_size=1, max_size=8))
def test_the_terms_of_a_day_are_those_last_made_to_count_by_then(steps: list[tuple[int, int, bool]]) -> None:
    """Day by day, with one slot for the pending change, as a person would keep it on paper."""
    start = date(2026, 1, 1)
    made = sorted(
        ((start + timedelta(days=offset), days, at_once) for offset, days, at_once in steps), key=lambda m: m[0]
    )
    changes = [change(30, None)] + [change(days, effective_from(day, at_once)) for day, days, at_once in made]
    current, pending = 30, None
    for day in (start + timedelta(days=number) for number in range(180)):
        if pending and pending[0] <= day:
            current, pending = pending[1], None
        for _, days, at_once in (step for step in made if step[0] == day):
            current, pending = (days, None) if at_once else (current, (effective_from(day, False), days))
        assert terms_on(changes, day).days == current
