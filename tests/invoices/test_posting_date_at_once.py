"""Two people who give one invoice another posting date in the same moment, in transactions of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection

from billing_platform.notifications.models import Mail
from invoices.models import Document, PostingDateChange
from invoices.operations.posting_date import change_posting_date
from invoices.refusals import PostedMeanwhile
from tests.building import TODAY
from tests.invoices.association import issued

FIRST, SECOND = date(2026, 11, 25), date(2026, 12, 5)


def test_of_two_days_at_once_by_who_did_not_look_both_are_kept_one_after_the_other_the_same_in_both_books(
    committed, door
):
    document = issued(door)
    at_once(door, document.pk, FIRST, SECOND)
    (one, other), told = kept(door, "acme", document)
    assert {one.posting_date, other.posting_date} == {FIRST, SECOND}
    assert (one.posting_before, other.posting_before) == (TODAY, one.posting_date)
    assert other.due_before == one.due_date
    copies, _ = kept(door, "initech", document)
    assert [each.posting_date for each in copies] == [one.posting_date, other.posting_date]
    assert [dates(door, name, document) for name in ("acme", "initech")] == [(other.posting_date, other.due_date)] * 2
    assert told == 2


def test_of_two_who_looked_at_the_same_day_the_later_is_told_and_writes_nothing(committed, door):
    document = issued(door)
    assert sorted(at_once(door, document.pk, FIRST, SECOND, seen=TODAY)) == ["set", "told"]
    (change,), told = kept(door, "acme", document)
    copies, _ = kept(door, "initech", document)
    assert [each.posting_date for each in copies] == [change.posting_date]
    assert [dates(door, name, document) for name in ("acme", "initech")] == [(change.posting_date, change.due_date)] * 2
    assert told == 1


def test_of_the_same_day_twice_at_once_one_is_a_change_and_the_buyer_is_told_once(committed, door):
    document = issued(door)
    at_once(door, document.pk, SECOND, SECOND)
    for name in ("acme", "initech"):
        changes, _ = kept(door, name, document)
        assert [each.posting_date for each in changes] == [SECOND]
    assert kept(door, "acme", document)[1] == 1


def at_once(door, document_id: int, *days: date, seen: date | None = None) -> list[str]:
    """What became of each."""
    started = Barrier(len(days), timeout=20)

    def run(day: date) -> str:
        try:
            with door("acme"):
                started.wait()
                change_posting_date(document_id, day, seen=seen)
        except PostedMeanwhile:
            return "told"
        finally:
            connection.close()
        return "set"

    with ThreadPoolExecutor(len(days)) as people:
        return list(people.map(run, days))


def kept(door, organization: str, document: Document) -> tuple[list[PostingDateChange], int]:
    """The changes in the order they were made, and how many mails about them were written."""
    with door(organization):
        changes = PostingDateChange.objects.filter(document__public_id=document.public_id).order_by("id")
        return list(changes), Mail.objects.filter(kind="due_date_changed").count()


def dates(door, organization: str, document: Document) -> tuple[date | None, date | None]:
    with door(organization):
        found = Document.objects.get(public_id=document.public_id)
        return found.posting_date, found.due_date
