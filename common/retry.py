"""Repeating a whole operation that lost a race in the database."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from common.errors import Refusal

P = ParamSpec("P")
T = TypeVar("T")
LOST_RACES = {"40P01": "deadlock", "40001": "serialization failure", "55P03": "lock not available"}
TRIES = 4
_BEGAN_AT: ContextVar[int | None] = ContextVar("depth at which the outermost repeating began", default=None)


class BuyerBusy(Refusal):
    """The rows are held by somebody else again and again; nothing was changed, trying later helps."""

    code = "buyer_busy"


class LostRace(Exception):
    """An operation saw that it must be repeated: what it had decided no longer holds, or somebody holds a lock.

    `refusal` is what to say when repeating did not help either, where there are better words than the usual.
    """

    def __init__(self, refusal: Refusal | None = None) -> None:
        super().__init__()
        self.refusal = refusal


def repeating(operation: Callable[[], T]) -> T:
    """Run `operation` (a whole transaction) and repeat it up to three times on a lost race, with jitter.

    Raises BuyerBusy after the last, or the refusal that LostRace carries. Half of an operation can't be repeated:
    inside a transaction that is itself repeated, the lost race goes up to whoever repeats the whole.
    """
    outermost, depth = _BEGAN_AT.get(), _depth()
    if outermost is not None and depth > outermost:
        return operation()
    before = _BEGAN_AT.set(depth)
    try:
        return _tried(operation)
    finally:
        _BEGAN_AT.reset(before)


def repeated(operation: Callable[P, T]) -> Callable[P, T]:
    """Decorates an operation that owns its transaction: `repeating` around every call."""

    @wraps(operation)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return repeating(lambda: operation(*args, **kwargs))

    return call


def busy(error: BaseException) -> Refusal | None:
    """What to say of a lost race, whoever lost it; None for every other error."""
    if isinstance(error, LostRace) and error.refusal is not None:
        return error.refusal
    if isinstance(error, LostRace) or is_held(error):
        return BuyerBusy("Others are changing the same rows right now, so nothing was changed. Try again in a moment.")
    return None


def is_held(error: BaseException) -> bool:
    """Whether the database gave up waiting for what somebody else holds."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in LOST_RACES


def _tried(operation: Callable[[], T]) -> T:
    for attempt in range(TRIES):
        try:
            return operation()
        except (OperationalError, LostRace) as error:
            told = busy(error)
            if told is None:
                raise
            if attempt + 1 == TRIES:
                raise told from error
        time.sleep(random.uniform(0.01, 0.05) * 3**attempt)  # noqa: S311
    raise AssertionError("the last try returns or raises")


def _depth() -> int:
    """How many transactions and savepoints are open."""
    return len(connection.savepoint_ids) + connection.in_atomic_block
