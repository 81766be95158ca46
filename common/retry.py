"""Repeating a whole operation that lost a race in the database."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError

from common.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")
LOST_RACES = {"40P01": "deadlock", "40001": "serialization failure", "55P03": "lock not available"}
TRIES = 4


class BuyerBusy(Refusal):
    """The rows are held by somebody else again and again; nothing was changed, trying later helps."""

    code = "buyer_busy"


class LostRace(Exception):
    """An operation saw under its locks that what it had decided no longer holds; it wants to be repeated."""


def repeating(operation: Callable[[], T]) -> T:
    """Run `operation` (a whole transaction) and repeat it up to three times on a lost race, with jitter.

    Raises BuyerBusy after the last. Never call it inside a transaction: half of an operation can't be repeated.
    """
    for attempt in range(TRIES):
        try:
            return operation()
        except (OperationalError, LostRace) as error:
            if not _is_lost_race(error):
                raise
        time.sleep(random.uniform(0.01, 0.05) * 3**attempt)  # noqa: S311
    raise BuyerBusy("Others are changing the same purchase orders or invoices right now. Try again in a moment.")


def repeated(operation: Callable[P, T]) -> Callable[P, T]:
    """Decorates an operation that owns its transaction: `repeating` around every call."""

    @wraps(operation)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return repeating(lambda: operation(*args, **kwargs))

    return call


def _is_lost_race(error: Exception) -> bool:
    return isinstance(error, LostRace) or getattr(error.__cause__, "sqlstate", None) in LOST_RACES
