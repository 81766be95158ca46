"""What time it is: the present, or the instant of a story that the owner's login tells inside one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Func

from common.sql import execute, rows

_told: ContextVar[datetime | None] = ContextVar("told_instant", default=None)
Move = Callable[[datetime], None]


class ClockStands(RuntimeError):
    """Somebody else than the owner's login, or somebody outside a transaction, wanted to move the clock. A defect."""


class Present(Func):
    """`public.present()` in a query: the start of the running transaction, or the instant told."""

    function = "public.present"
    arity = 0
    output_field = DateTimeField()


def present() -> datetime:
    """The present instant, UTC; inside `telling_the_past` the one told."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def telling_the_past() -> Iterator[Move]:
    """Yields `move`, which sets the clock of Python and of the running transaction to an earlier instant.

    Only in a process that signs in as `owner`, and only inside a transaction, with whose end the story ends. The
    database keeps the wall too: `public.present()` listens to nobody else. The story goes forward, never past the
    present: a later instant is the present, an earlier one than before is the caller's mistake (ClockStands).
    """
    if not settings.IS_OWNER or not connection.in_atomic_block:
        raise ClockStands("the clock is moved by the owner's login alone, inside a transaction")
    token = _told.set(None)
    try:
        yield _move
    finally:
        _told.reset(token)
    execute("SELECT set_config('app.clock', '', true)")  # after an error the transaction, and the story with it, ends


def _move(instant: datetime) -> None:
    instant = min(instant, datetime.now(UTC))
    former = _told.get()
    if former is not None and instant < former:
        raise ClockStands(f"the story is at {former} and does not go back to {instant}")
    execute("SELECT set_config('app.clock', %s, true)", [instant.isoformat()])
    if rows("SELECT public.present() <> least(%s, now())", [instant])[0][0]:
        raise ClockStands("the database does not listen: another login than this one ran its migrations")
    _told.set(instant)
