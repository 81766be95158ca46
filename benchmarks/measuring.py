"""What a benchmark reports: seconds, rows a second, statements, peak memory and the ratio to the floor."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.db import connection as django_connection

SLOWEST = """
SELECT sum(calls)::int, sum(total_exec_time + total_plan_time) / 1000, toplevel, query FROM pg_stat_statements
 GROUP BY toplevel, query ORDER BY 2 DESC LIMIT %s
"""


@dataclass(slots=True)
class Timed:
    """One run: wall-clock seconds, the processor's of this process, and statements sent (role, path, COMMIT apart)."""

    seconds: float = 0.0
    busy: float = 0.0
    statements: int = 0


@dataclass(slots=True)
class Rounds:
    """Runs of the product's operation and of its floor, in turn."""

    product: list[Timed] = field(default_factory=list)
    floor: list[Timed] = field(default_factory=list)

    def add(self, product: Timed, floor: Timed) -> None:
        self.product.append(product)
        self.floor.append(floor)

    @property
    def ratio(self) -> float:
        """The median of the ratios, each of two runs next to each other."""
        return statistics.median(p.seconds / f.seconds for p, f in zip(self.product, self.floor, strict=True))

    @property
    def seconds(self) -> float:
        return statistics.median(run.seconds for run in self.product)

    @property
    def floor_seconds(self) -> float:
        return statistics.median(run.seconds for run in self.floor)


def timed(act: Callable[[], Any]) -> Timed:
    run = Timed()
    with _counting(run):
        begun, busy = time.perf_counter(), time.process_time()
        act()
        run.seconds, run.busy = time.perf_counter() - begun, time.process_time() - busy
    return run


def peak_memory() -> float:
    """The most this process ever held, in megabytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_rounds(name: str, rows: int, rounds: Rounds) -> None:
    ratios = ", ".join(f"{p.seconds / f.seconds:.1f}" for p, f in zip(rounds.product, rounds.floor, strict=True))
    print(
        f"{name}: {rows:,} rows, {rounds.seconds:.2f} s ({rounds.product[-1].busy:.2f} s of it Python), "
        f"{rows / rounds.seconds:,.0f} rows/s, floor {rounds.floor_seconds:.2f} s, ratio {rounds.ratio:.1f}"
        f" (of {ratios}), {rounds.product[-1].statements:,} statements, peak {peak_memory():.0f} MB",
        flush=True,
    )


def print_statements(server: psycopg.Connection[Any], act: Callable[[], Any], most: int = 40) -> None:
    """The statements that took the server longest; those of triggers also count in the one that fired."""
    server.execute("ALTER DATABASE billing SET pg_stat_statements.track = 'all'")
    server.execute("SELECT pg_stat_statements_reset()")
    django_connection.close()
    run = timed(act)
    print(f"{run.seconds:.2f} s ({run.busy:.2f} s of it Python), {run.statements:,} statements")
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
