"""Numbers of a series and year have no gaps and no doubles, and run with the dates, whoever takes them at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from common.retry import LostRace
from invoices.models import NumberCounter
from invoices.numbering import last_dates, take_numbers
from tenants import border
from tenants.border import Actor

WRITERS, EACH = 8, 40
DAY = date(2026, 11, 20)
BILL = Actor("person:bill", "Bill")
Taken = list[tuple[str, date]]


class Undone(Exception):
    """Thrown to roll back."""


def taken_at_once(write, organization) -> Taken:
    """What was committed when all writers do `write(chance, taken)` in acme's books, starting together."""
    ready = Barrier(WRITERS)

    def writer(seed: int) -> Taken:
        taken: Taken = []
        try:
            with border.inside(organization, BILL, via="job"):
                ready.wait(10)
                write(random.Random(seed), taken)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(WRITERS) as writers:
        return [each for taken in writers.map(writer, range(WRITERS)) for each in taken]


def test_eight_writers_with_rollbacks_leave_no_gap_and_no_double(committed, cast):
    def write(chance: random.Random, taken: Taken) -> None:
        for _ in range(EACH):
            count = chance.randint(1, 3)
            with suppress(Undone), transaction.atomic():
                numbers = take_numbers("INV", [DAY] * count)
                if chance.random() < 0.15:
                    raise Undone
                transaction.on_commit(lambda numbers=numbers: taken.extend((number, DAY) for number in numbers))

    taken = taken_at_once(write, cast["acme"])
    assert len(taken) < WRITERS * EACH * 2
    assert sorted(number for number, _ in taken) == [f"INV-2026-{n:06d}" for n in range(1, len(taken) + 1)]


def test_numbers_run_with_the_dates_even_for_those_who_begin_a_year_at_once(committed, cast):
    def write(chance: random.Random, taken: Taken) -> None:
        for _ in range(10):
            day = DAY + timedelta(days=chance.randint(0, 5))
            with suppress(LostRace), transaction.atomic():
                [number] = take_numbers("INV", [day])
                transaction.on_commit(lambda number=number, day=day: taken.append((number, day)))

    taken = sorted(taken_at_once(write, cast["acme"]))
    assert [number for number, _ in taken] == [f"INV-2026-{n:06d}" for n in range(1, len(taken) + 1)]
    assert [day for _, day in taken] == sorted(day for _, day in taken)


@pytest.mark.django_db
def test_each_series_and_year_counts_for_itself(door):
    with door("acme"):
        assert take_numbers("INV", [DAY, DAY]) == ["INV-2026-000001", "INV-2026-000002"]
        assert take_numbers("CN", [DAY]) == ["CN-2026-000001"]
        assert take_numbers("INV", [DAY]) == ["INV-2026-000003"]
        assert take_numbers("INV", [date(2027, 1, 1)]) == ["INV-2027-000001"]
        assert last_dates() == {"INV": date(2027, 1, 1), "CN": DAY}


@pytest.mark.django_db
def test_a_number_before_a_date_already_used_is_not_given(door):
    with door("acme"):
        take_numbers("INV", [DAY])
        with pytest.raises(LostRace):
            take_numbers("INV", [DAY - timedelta(days=1)])
        assert NumberCounter.objects.get().last == 1


@pytest.mark.django_db
def test_a_number_of_last_year_is_not_given_once_this_year_has_begun(door):
    with door("acme"):
        take_numbers("INV", [date(2027, 1, 1)])
        with pytest.raises(LostRace):
            take_numbers("INV", [DAY])


@pytest.mark.django_db
def test_each_organization_counts_for_itself(door):
    for name in ("acme", "globex"):
        with door(name):
            assert take_numbers("INV", [DAY]) == ["INV-2026-000001"]
