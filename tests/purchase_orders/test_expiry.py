"""The expiry ladder: which step is due on a day, and that each is told once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from billing_platform.notifications.models import Mail
from common.ids import new_public_id
from purchase_orders.expiry import coming_steps, due_step, ladder
from purchase_orders.expiry_words import EXPIRY
from purchase_orders.facts import ContactFacts
from purchase_orders.models import ExpiryNotice, PurchaseOrder
from purchase_orders.operations.expiry import tell_of_expiry
from purchase_orders.operations.orders import edit_order, set_suspended
from purchase_orders.tasks import tell
from tenants.jobs.registry import RunningJob
from tests.building import TODAY, order, po_line

START, END = date(2026, 8, 1), date(2026, 12, 31)
LONG_AGO = date(2026, 1, 1)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "steps"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), (60, 30, 7, 0)),
        (date(2026, 1, 1), date(2026, 4, 30), (60, 30, 7, 0)),
        (date(2026, 1, 1), date(2026, 4, 29), (30, 7, 0)),
        (date(2026, 1, 1), date(2026, 3, 31), (30, 7, 0)),
        (date(2026, 1, 1), date(2026, 1, 31), (30, 7, 0)),
        (date(2026, 1, 2), date(2026, 1, 31), (7, 0)),
        (date(2026, 2, 1), date(2026, 2, 1), (7, 0)),
    ],
    ids=str,
)
def test_the_ladder_follows_the_whole_months_of_validity(first, last, steps):
    assert ladder(first, last) == steps


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (END - timedelta(days=61), None),
        (END - timedelta(days=60), 60),
        (END - timedelta(days=31), 60),
        (END - timedelta(days=30), 30),
        (END - timedelta(days=7), 7),
        (END - timedelta(days=1), 7),
        (END, 0),
        (END + timedelta(days=9), 0),
    ],
    ids=str,
)
def test_the_latest_step_whose_day_has_come_is_due(today, step):
    assert due_step(START, END, today, since=LONG_AGO) == step


def test_steps_before_the_order_begins_are_left_out():
    assert due_step(date(2026, 12, 15), END, date(2026, 12, 15), since=LONG_AGO) is None
    assert coming_steps(date(2026, 12, 15), END, LONG_AGO) == [(7, date(2026, 12, 24)), (0, END)]


def test_steps_before_the_order_was_written_down_are_left_out():
    assert due_step(START, END, date(2026, 12, 10), since=date(2026, 12, 10)) is None


@given(days, st.integers(0, 400), days)
def test_a_step_that_is_due_lies_in_the_ladder_and_its_day_has_come(first, length, today):
    last = first + timedelta(days=length)
    step = due_step(first, last, today, since=first)
    if step is not None:
        assert step in ladder(first, last)
        assert first <= last - timedelta(days=step) <= today


@given(days, st.integers(0, 400), st.lists(st.integers(0, 3), min_size=1, max_size=60))
def test_a_clock_that_sometimes_stands_still_tells_no_step_twice_and_none_after_a_later_one(first, length, pauses):
    last, today, told = first + timedelta(days=length), first, []
    for pause in pauses:
        today += timedelta(days=1 + pause * 9)
        step = due_step(first, last, today, since=first)
        if step is not None and step not in told:
            told.append(step)
    assert told == sorted(told, reverse=True)


def written(po_id: str = "PO-1", **facts) -> PurchaseOrder:
    """An order from August to December, written down on 1 August."""
    lines = [po_line(starts_on=START, ends_on=END)]
    row = order(po_id, effective=START, expiration=END, lines=lines, **facts)
    at = datetime.combine(START, time(12), ZoneInfo("Europe/Berlin"))
    PurchaseOrder.objects.filter(pk=row.pk).update(created_at=at)
    return row


def mailed() -> list[str]:
    return list(Mail.objects.filter(kind="po_expiry").order_by("id").values_list("subject", flat=True))


@pytest.mark.django_db
def test_each_step_is_told_once_to_each_contact_in_their_language(door):
    told = [ContactFacts("betty@initech.example"), ContactFacts("uwe@initech.example", language="de")]
    with door("initech"):
        written(contacts=told)
        day = END - timedelta(days=30)
        assert (tell_of_expiry(today=day).mails, tell_of_expiry(today=day).mails) == (2, 0)
        assert tell_of_expiry(today=END).mails == 2
        assert mailed() == [
            "PO-1 ends in 30 days, on 31 December 2026",
            "PO-1 endet in 30 Tagen, am 31. Dezember 2026",
            "PO-1 ends today",
            "PO-1 endet heute",
        ]


@pytest.mark.django_db
def test_a_clock_that_stood_still_tells_the_latest_step_once(door):
    with door("initech"):
        written()
        tell_of_expiry(today=END - timedelta(days=60))
        tell_of_expiry(today=END - timedelta(days=3))
        tell_of_expiry(today=END - timedelta(days=2))
        assert mailed() == ["PO-1 ends in 60 days, on 31 December 2026", "PO-1 ends in 3 days, on 31 December 2026"]


def run_job(day: date) -> None:
    tell(RunningJob(new_public_id(), "tell_of_expiry", {"day": day.isoformat()}, lambda done, total: None))


def stand_at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    noon = datetime.combine(day, time(12), ZoneInfo("Europe/Berlin"))
    monkeypatch.setattr("purchase_orders.tasks.now", lambda: noon)


@pytest.mark.django_db
def test_the_jobs_of_many_days_that_come_late_tell_the_step_of_today_once(door, monkeypatch):
    stand_at(monkeypatch, END - timedelta(days=5))
    with door("initech"):
        written()
        for days in range(30, 4, -1):
            run_job(END - timedelta(days=days))
        assert mailed() == ["PO-1 ends in 5 days, on 31 December 2026"]


@pytest.mark.django_db
def test_a_job_of_a_day_that_the_clock_has_not_reached_tells_the_step_of_its_day(door, monkeypatch):
    stand_at(monkeypatch, END - timedelta(days=31))
    with door("initech"):
        written()
        run_job(END - timedelta(days=30))
        assert mailed() == ["PO-1 ends in 30 days, on 31 December 2026"]


@pytest.mark.django_db
def test_after_a_later_step_no_earlier_one_is_told_of_this_last_day(door):
    with door("initech"):
        written()
        assert tell_of_expiry(today=END - timedelta(days=7)).mails == 1
        assert tell_of_expiry(today=END - timedelta(days=30)).mails == 0
        assert list(ExpiryNotice.objects.values_list("step", flat=True)) == [7]


@pytest.mark.django_db
def test_steps_pass_in_silence_while_the_order_is_suspended(door):
    with door("initech"):
        row = written()
        set_suspended([row.pk], suspended=True, today=TODAY)
        assert tell_of_expiry(today=END - timedelta(days=30)).mails == 0
        set_suspended([row.pk], suspended=False, today=TODAY)
        assert tell_of_expiry(today=END - timedelta(days=29)).mails == 0
        assert tell_of_expiry(today=END - timedelta(days=7)).mails == 1
        assert list(ExpiryNotice.objects.order_by("-step").values_list("step", "is_told")) == [(30, False), (7, True)]


@pytest.mark.django_db
def test_another_last_day_begins_anew(door):
    from dataclasses import replace

    from purchase_orders.order_queries import order_detail

    with door("initech"):
        row = written()
        tell_of_expiry(today=END)
        later = replace(order_detail(row.public_id, TODAY).facts, expiration=date(2027, 3, 31))
        edit_order(row.pk, later, today=END)
        assert tell_of_expiry(today=date(2027, 3, 31)).mails == 1
        assert mailed()[-1] == "PO-1 ends today"


@pytest.mark.django_db
def test_orders_that_ended_before_they_were_written_down_are_not_told_about(door):
    with door("initech"):
        order("OLD", effective=date(2026, 1, 1), expiration=date(2026, 11, 15))
        assert tell_of_expiry(today=TODAY).orders == 0


@pytest.mark.django_db
def test_the_mail_says_what_is_left_and_until_when(door):
    with door("initech"):
        written(description="Cloud")
        tell_of_expiry(today=END - timedelta(days=7))
        letter = Mail.objects.get(kind="po_expiry").letter
    assert (letter["title"], letter["tone"], letter["figure"]) == ("PO-1 ends in 7 days", "warn", "1,190.00")
    assert dict(map(tuple, letter["facts"])) == {
        "Description": "Cloud",
        "Value": "1,190.00 EUR",
        "Left": "1,190.00 EUR",
        "Valid": "1 August 2026 to 31 December 2026",
    }
    assert letter["reason"].endswith("Notices come 60, 30, 7 and 0 days before it ends.")


@pytest.mark.django_db
def test_many_orders_cost_as_many_statements_as_one(door, django_assert_max_num_queries):
    with door("initech"):
        for place in range(30):
            written(f"PO-{place}")
        with django_assert_max_num_queries(8):
            assert tell_of_expiry(today=END).mails == 30


def test_clocks_at_once_tell_once(committed, door):
    with door("initech"):
        written()

    def tell(_):
        try:
            with door("initech"):
                return tell_of_expiry(today=END).mails
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clocks:
        assert sum(clocks.map(tell, range(8))) == 1


def test_both_languages_have_the_same_sentences():
    assert EXPIRY["en"].keys() == EXPIRY["de"].keys()
