"""What a benchmark reports: seconds, rows a second, statements, peak memory and the ratio to the floor."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection as django_connection

SLOWEST = """
SELECT sum(calls)::int, sum(total_exec_time + total_plan_time) / 1000, toplevel, query FROM pg_stat_statements
 GROUP BY toplevel, query ORDER BY 2 DESC LIMIT %s
"""


TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Timed:
    """One run: wall-clock seconds, processor seconds of this process and of its database session, statements sent.

    Role, path, BEGIN and COMMIT are not counted as statements.
    """

    seconds: float = 0.0
    python: float = 0.0
    database: float = 0.0
    statements: int = 0

    @property
    def processor(self) -> float:
        return self.python + self.database


@dataclass(slots=True)
class Rounds:
    """Runs of the product's operation and of its floor, in turn."""

    product: list[Timed] = field(default_factory=list)
    floor: list[Timed] = field(default_factory=list)

    def add(self, product: Timed, floor: Timed) -> None:
        self.product.append(product)
        self.floor.append(floor)

    def ratios(self, of: str) -> list[float]:
        """Product to floor, for runs next to each other: of `seconds`, or of `processor` (steady on a busy machine)."""
        return [getattr(p, of) / getattr(f, of) for p, f in zip(self.product, self.floor, strict=True)]


def timed(act: Callable[[], Any], session: psycopg.Connection[Any] | None = None) -> Timed:
    """Run `act`, which works over `session`: the product's, unless another is named."""
    if session is None:
        django_connection.ensure_connection()
        session = django_connection.connection
    run, pid = Timed(), session.info.backend_pid
    with _counting(run):
        begun, python, database = time.perf_counter(), time.process_time(), _spent(pid)
        act()
        run.seconds = time.perf_counter() - begun
        run.python, run.database = time.process_time() - python, _spent(pid) - database
    return run


def _spent(pid: int) -> float:
    """Processor seconds of a process so far, as Linux counts them."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def peak_memory() -> float:
    """The most this process ever held, in megabytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_rounds(name: str, rows: int, rounds: Rounds) -> None:
    """Medians over the rounds, and each round's ratio."""
    product, floor = (_median(runs) for runs in (rounds.product, rounds.floor))
    ratio, processor = (statistics.median(rounds.ratios(of)) for of in ("seconds", "processor"))
    each = ", ".join(f"{one:.1f}" for one in rounds.ratios("seconds"))
    print(
        f"{name}: {rows:,} rows, {rows / product.seconds:,.0f} rows/s, {product.statements:,} statements,"
        f" peak {peak_memory():.0f} MB\n"
        f"  product {_shown(product)}\n  floor   {_shown(floor)}\n"
        f"  ratio {ratio:.1f} (rounds: {each}), of processor time {processor:.1f}",
        flush=True,
    )


def _median(runs: list[Timed]) -> Timed:
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def _shown(run: Timed) -> str:
    return f"{run.seconds:.2f} s (processor: Python {run.python:.2f} s, PostgreSQL {run.database:.2f} s)"


def print_statements(server: psycopg.Connection[Any], act: Callable[[], Any], most: int = 40) -> None:
    """The statements that took the server longest; those of triggers also count in the one that fired."""
    server.execute("ALTER DATABASE billing SET pg_stat_statements.track = 'all'")
    server.execute("SELECT pg_stat_statements_reset()")
    django_connection.close()
    run = timed(act)
    print(f"{_shown(run)}, {run.statements:,} statements")
    for calls, seconds, level, text in server.execute(SLOWEST, [most]):
        print(f"{seconds:>8.3f} s {calls:>7,} × {'outer' if level else 'inner'}  {' '.join(text.split())[:150]}")


@contextmanager
def _counting(run: Timed) -> Iterator[None]:
    execute, copy = psycopg.Cursor.execute, psycopg.Cursor.copy

    def counted_execute(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        run.statements += not str(query).startswith("SELECT set_config('role'")
        return execute(self, query, *args, **options)

    def counted_copy(self: Any, *args: Any, **options: Any) -> Any:
        run.statements += 1
        return copy(self, *args, **options)

    psycopg.Cursor.execute, psycopg.Cursor.copy = counted_execute, counted_copy  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        psycopg.Cursor.execute, psycopg.Cursor.copy = execute, copy  # type: ignore[method-assign]
