"""Repeating what lost a race: the whole of it, as often as said, and never a half inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction

from common import retry
from common.errors import Refusal
from common.retry import TRIES, BuyerBusy, LostRace, repeating

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def slept(monkeypatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr(retry.time, "sleep", waits.append)
    return waits


def losing(tries: list[int], error: Exception) -> None:
    tries.append(1)
    raise error


def test_it_is_tried_four_times_with_a_wait_between_two_tries(slept):
    tries: list[int] = []
    with pytest.raises(BuyerBusy):
        repeating(lambda: losing(tries, LostRace()))
    assert (len(tries), len(slept)) == (TRIES, TRIES - 1)


def test_a_lost_race_may_bring_its_own_words():
    with pytest.raises(Refusal, match="They are at it"):
        repeating(lambda: losing([], LostRace(Refusal("They are at it."))))


def test_inside_a_transaction_that_is_repeated_the_whole_is_repeated_and_not_the_half():
    wholes: list[int] = []
    halves: list[int] = []

    def whole() -> None:
        wholes.append(1)
        with transaction.atomic():
            repeating(lambda: losing(halves, LostRace()))

    with pytest.raises(BuyerBusy):
        repeating(whole)
    assert (len(wholes), len(halves)) == (TRIES, TRIES)


def test_steps_of_something_repeated_that_are_transactions_of_their_own_are_repeated_by_themselves():
    steps: list[int] = []

    def whole() -> None:
        with pytest.raises(BuyerBusy):
            repeating(lambda: losing(steps, LostRace()))

    repeating(whole)
    assert len(steps) == TRIES


def test_what_is_no_lost_race_is_raised_at_once(slept):
    with pytest.raises(ZeroDivisionError):
        repeating(lambda: 1 // 0)
    assert slept == []
