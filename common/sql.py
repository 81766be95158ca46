"""Set-based SQL: locks in ladder order, arrays as rows, binary COPY out and in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import IsolationLevel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Copy
    from psycopg.abc import PQGen

NO_ROWS = 21  # bytes of a binary COPY that is header and trailer alone
PLAIN = frozenset({int, Decimal, date, UUID})  # as text they need no quotes inside an array


class Rung(IntEnum):
    """The lock ladder: a transaction takes locks only downwards."""

    SUPPLIER_DOCUMENTS = 1
    BUYER_DOCUMENTS = 2
    ORDER_HEADERS = 3
    ORDER_LINES = 4
    PAYMENTS = 5
    COUNTERS = 6
    INSERTS = 7
    JOBS = 8


_steps: ContextVar[list[tuple[int, Rung]] | None] = ContextVar("ladder_steps", default=None)


def step(rung: Rung) -> None:
    """Say which rung the next locking statement takes; recorded while a test listens."""
    steps = _steps.get()
    if steps is not None:
        steps.append((connection.transaction_serial, rung))  # type: ignore[attr-defined]


@contextmanager
def recorded_steps() -> Iterator[list[tuple[int, Rung]]]:
    """Collect (transaction, rung) of every locking statement in the block."""
    steps: list[tuple[int, Rung]] = []
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def rows(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def execute(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run one statement; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        touched: int = cursor.rowcount
        return touched


@contextmanager
def one_snapshot() -> Iterator[None]:
    """A transaction whose every read sees the database as it was at its first one, whatever others write meanwhile.

    Within a running transaction that one's isolation holds.
    """
    connection.ensure_connection()
    driver = connection.connection
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    before, driver.isolation_level = driver.isolation_level, IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic():
            yield
    finally:
        driver.isolation_level = before


def lock(table: str, columns: str, ids: Iterable[int], rung: Rung, *, share: bool = False) -> list[tuple[Any, ...]]:
    """Lock rows by id, in id order, in one statement, and return `columns` of those that exist.

    `FOR SHARE` to lean on a row, `FOR NO KEY UPDATE` to change it; never plain FOR UPDATE, which fights the share lock
    of every foreign key. `table` and `columns` are literals of this code, never input.
    """
    step(rung)
    mode = "SHARE" if share else "NO KEY UPDATE"
    return rows(f"SELECT {columns} FROM {table} WHERE id = ANY(%s) ORDER BY id FOR {mode}", [sorted(ids)])  # noqa: S608


def columns_of(records: Sequence[Sequence[Any]], width: int) -> list[str]:
    """Rows to columns, as `unnest(%s::bigint[], %s::text[], …)` takes them; `width` empty ones for no rows."""
    return [array_of(column) for column in zip(*records, strict=True)] or ["{}"] * width


def array_of(values: Iterable[Any]) -> str:
    """The text of a one-dimensional array, to be cast by the statement; several times as fast as the driver's own."""
    items = list(values)
    element = str if PLAIN.issuperset(map(type, items)) else _element
    return "{" + ",".join(map(element, items)) + "}"


def copy_out(query: str, parameters: dict[str, Any]) -> bytes:
    """The binary COPY of a query."""
    with _copying(f"COPY ({query}) TO STDOUT (FORMAT BINARY)", parameters) as copy:
        return copy.connection.wait(_whole(copy))


def copy_in(table: str, columns: Sequence[str], content: bytes) -> None:
    """Write a binary COPY into the columns of a table of the present schema; nothing is sent when it has no rows."""
    if len(content) == NO_ROWS:
        return
    with _copying(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(content)


@contextmanager
def _copying(statement: str, parameters: dict[str, Any] | None = None) -> Iterator[Copy]:
    """A COPY whose errors are Django's, as those of every other statement, wherever in it they happen."""
    with connection.wrap_database_errors, connection.cursor() as c, c.cursor.copy(statement, parameters) as copy:
        yield copy


def _whole(copy: Copy) -> PQGen[bytes]:
    """All of a COPY with one wait for the lot: the driver's own loop waits anew for each row."""
    parts = []
    while part := (yield from copy._read_gen()):
        parts.append(part)
    return b"".join(parts)


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if not isinstance(value, str):
        return text
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
