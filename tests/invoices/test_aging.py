"""Classes of aging: each day belongs to exactly one, and the range of due dates is the same class."""

from __future__ import annotations

from datetime import timedelta

import pytest

from invoices.aging import Age, age_of, due_within
from tests.building import TODAY

BORDERS = {
    -400: Age.NOT_DUE, -1: Age.NOT_DUE, 0: Age.NOT_DUE, 1: Age.TO_30, 30: Age.TO_30, 31: Age.TO_60, 60: Age.TO_60,
    61: Age.TO_90, 90: Age.TO_90, 91: Age.TO_120, 120: Age.TO_120, 121: Age.OVER_120, 4000: Age.OVER_120,
}  # fmt: skip


@pytest.mark.parametrize(("days", "age"), BORDERS.items())
def test_the_days_after_the_due_date_decide(days, age):
    assert age_of(TODAY - timedelta(days), TODAY) is age


def test_what_has_no_due_date_is_not_due():
    assert age_of(None, TODAY) is Age.NOT_DUE


@pytest.mark.parametrize("days", range(1, 200))
def test_the_range_of_a_class_holds_its_days_and_no_others(days):
    due = TODAY - timedelta(days)
    for age in set(Age) - {Age.NOT_DUE}:
        first, last = due_within(age, TODAY)
        assert ((first is None or first <= due) and due <= last) == (age_of(due, TODAY) is age)


def test_each_class_has_a_name():
    assert [age.label for age in Age] == [
        "Not due", "1–30 days", "31–60 days", "61–90 days", "91–120 days", "Over 120 days",
    ]  # fmt: skip
