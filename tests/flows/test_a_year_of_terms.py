"""A year with other terms each month: set on the page, issued by the worker, at the edges of the supplier's months.

Near Berlin's midnight UTC is still in the month before, near midnight in Los Angeles already in the next one; in both
the clocks change twice and a year ends. Each due date below was counted by hand from a calendar.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.urls import reverse

from common.dates import add_months, last_of_month
from invoices.models import Document
from invoices.operations.issue import request_issue
from payment_terms.forms import initial_of
from payment_terms.queries.history import history_of
from payment_terms.wording import parse_terms
from tenants.jobs.operations import run_job
from tests.building import buyer, verified
from tests.payment_terms.pages import looked_and_saved

pytestmark = pytest.mark.django_db
AFTER_MIDNIGHT, BEFORE_MIDNIGHT = time(0, 30), time(23, 30)
# What is set in a month, the terms that count in it (set in the month before), and the due dates of an invoice issued
# on its first and on its last day.
YEAR = [
    (date(2026, 8, 1), "Net 10", "Net 30", date(2026, 8, 31), date(2026, 9, 30)),
    (date(2026, 9, 1), "EOM+30", "Net 10", date(2026, 9, 11), date(2026, 10, 10)),
    (date(2026, 10, 1), "30 EOM", "EOM+30", date(2026, 11, 30), date(2026, 11, 30)),
    (date(2026, 11, 1), "15th of 2nd month", "30 EOM", date(2026, 12, 31), date(2026, 12, 31)),
    (date(2026, 12, 1), "2/10 net 30", "15th of 2nd month", date(2027, 2, 15), date(2027, 2, 15)),
    (date(2027, 1, 1), "Net 0", "2/10 net 30", date(2027, 1, 31), date(2027, 3, 2)),
    (date(2027, 2, 1), "31st of 1st month", "Net 0", date(2027, 2, 1), date(2027, 2, 28)),
    (date(2027, 3, 1), "Net 45", "31st of 1st month", date(2027, 4, 30), date(2027, 4, 30)),
    (date(2027, 4, 1), "EOM+0", "Net 45", date(2027, 5, 16), date(2027, 6, 14)),
    (date(2027, 5, 1), "Default", "EOM+0", date(2027, 5, 31), date(2027, 5, 31)),
    (date(2027, 6, 1), "Net 60", "Net 30", date(2027, 7, 1), date(2027, 7, 30)),
    (date(2027, 7, 1), "7 EOM", "Net 60", date(2027, 8, 30), date(2027, 9, 29)),
    (date(2027, 8, 1), "Net 30", "7 EOM", date(2027, 8, 31), date(2027, 9, 30)),
]


class Clock(datetime):
    """`datetime` whose present instant is `at`."""

    at: datetime

    @classmethod
    def now(cls, tz=None):
        return cls.at.astimezone(tz)


@pytest.fixture(autouse=True)
def _clock_of_pages_and_jobs(monkeypatch) -> None:
    monkeypatch.setattr("people.access.datetime", Clock)
    monkeypatch.setattr("invoices.tasks.datetime", Clock)


@contextmanager
def acme_in(zone: str) -> Iterator[None]:
    """Acme's time zone, as every process reads it, and what it was afterwards."""
    move = "UPDATE public.tenants_organization SET time_zone = %s WHERE schema_name = %s"
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as server:
        [(schema, before)] = server.execute(
            "SELECT schema_name, time_zone FROM public.tenants_organization WHERE name LIKE 'Acme%'"
        ).fetchall()
        server.execute(move, [zone, schema])
        try:
            yield
        finally:
            server.execute(move, [before, schema])


@pytest.mark.parametrize(
    ("zone", "changed_at"),
    [("Europe/Berlin", AFTER_MIDNIGHT), ("America/Los_Angeles", BEFORE_MIDNIGHT)],
    ids=["Berlin", "Los Angeles"],
)
def test_each_month_has_the_terms_set_in_the_one_before_by_the_suppliers_calendar(browser_of, door, zone, changed_at):
    with acme_in(zone):
        browser, found = browser_of("acme", "ada"), []
        for first, text, *_ in YEAR:
            last = last_of_month(first)
            change_day = first if changed_at == AFTER_MIDNIGHT else last
            opened = issued(door, first, at(first, AFTER_MIDNIGHT, zone))
            said = change(browser, door, text, at(change_day, changed_at, zone))
            closed = issued(door, last, at(last, BEFORE_MIDNIGHT, zone))
            found.append((first, text, opened[0], opened[1], closed[1]))
            assert f"from {add_months(first, 1):%-d %b %Y}" in said
            assert opened[0] == closed[0]
    assert found == YEAR
    with door("acme"):
        told = [(past.text, past.counts_from) for past in reversed(history_of(buyer("initech").pk))]
    assert [day for _, day in told][-len(YEAR) :] == [add_months(first, 1) for first, *_ in YEAR]
    with door("initech"):
        copies = Document.objects.filter(direction="in").order_by("issue_date").values_list("due_date", flat=True)
        assert list(copies) == [due for *_, opened_due, closed_due in YEAR for due in (opened_due, closed_due)]


def at(day: date, clock: time, zone: str) -> datetime:
    """An instant near midnight, where UTC has another date than the supplier."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def change(browser, door, text: str, instant: datetime) -> str:
    """Terms typed into the dialog of the row; what the list then says."""
    Clock.at = instant
    with door("acme"):
        row = buyer("initech").public_id
    figures = initial_of(None if text == "Default" else parse_terms(text))
    typed = {name: "" if value is None else str(value) for name, value in figures.items()}
    assert looked_and_saved(browser, reverse("payment_terms:terms", args=[row]), typed).status_code == 302
    return browser.get(f"{reverse('payment_terms:list')}?q=initech").content.decode()


def issued(door, day: date, instant: datetime) -> tuple[str, date]:
    """An invoice that the worker issues at this instant: its terms and its due date."""
    Clock.at = instant
    with door("acme"):
        document = verified("initech", today=day)
        job = request_issue([document.pk], verify=False)
    run_job(job)
    with door("acme"):
        document.refresh_from_db()
        assert document.issue_date == day
        return document.terms_text, document.due_date
