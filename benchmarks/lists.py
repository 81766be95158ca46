"""Lists over many invoices: each page end to end and its statements, beside the bare SELECT by index of the same rows.

The floor reads the same fifty rows, all columns, behind the same place, over one connection. A fifth of the invoices is
open, three currencies, a year of issue dates. Run `python benchmarks/lists.py --invoices 1000000`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.test import Client
from ground import ACTOR, TODAY, columns, names, owner, standing, superuser
from measuring import Timed, timed
from psycopg import sql
from seeds import analyze, seed_models

from billing_platform.lists.context import ListContext
from billing_platform.lists.counts import view_counts
from billing_platform.lists.rows import narrowed, sums_of
from billing_platform.lists.state import state_of
from invoices.lists.definitions import OUTGOING
from invoices.operations.issue import issue_invoices
from people.models import Account
from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import OrganizationRef

PASSWORD = "correct horse battery"
SET = (
    "id", "public_id", "partner_id", "number", "issue_date", "posting_date", "due_date", "currency", "settled",
    "po_number", "total", "payable", "net", "tax", "rounding", "prepaid",
)  # fmt: skip
INSERT = """
INSERT INTO {at}.invoices_document (id, public_id, partner_id, number, issue_date, posting_date, due_date, currency,
       settled, po_number, total, payable, net, tax, rounding, prepaid, {names})
SELECT 1000000 + n, uuidv7(), partner.ids[n %% partner.many + 1], 'B-' || lpad(n::text, 7, '0'), issued, issued,
       issued + 30, CASE WHEN n %% 100 < 90 THEN 'EUR' WHEN n %% 100 < 98 THEN 'USD' ELSE 'JPY' END,
       CASE WHEN n %% 5 = 0 THEN 0 WHEN n %% 1001 = 0 THEN 1 ELSE amount END, 'PO-' || n %% 5000, amount, amount,
       amount, 0, 0, 0, {values}
  FROM generate_series(1, %(count)s) n
 CROSS JOIN (SELECT array_agg(id) AS ids, count(*) AS many FROM {at}.partners_partner) partner
 CROSS JOIN LATERAL (SELECT %(today)s - (n %% 360) AS issued, (n * 7919::bigint %% 1000000) / 100.0 + 1 AS amount) made
  JOIN {at}.invoices_document d ON d.id = (%(models)s::bigint[])[n %% %(many)s + 1]
"""
FLOOR = """
SELECT * FROM {at}.invoices_document WHERE direction = 'out' AND (issue_date, id) < (%s, %s)
 ORDER BY issue_date DESC, id DESC LIMIT 51
"""
PLACE = """
SELECT issue_date, id FROM {at}.invoices_document WHERE direction = 'out'
 ORDER BY issue_date DESC, id DESC OFFSET %s LIMIT 1
"""
PAGES = {
    "page 1": "",
    "page 200, by its number": "page=200",
    "page {deep}, by its place": "after={place}&page={deep}",
    "page {deep}, all columns": "after={place}&per=100&columns={every}",
    "view open": "view=open",
    "view overdue": "view=overdue",
    "view drafts": "view=drafts",
    "oldest first": "sort=issue_date",
    "by due date": "sort=-due_date",
    "by due date, deep": "sort=due_date&jump=2026-06-01",
    "newest made": "sort=-created",
    "currency, frequent": "currency=EUR",
    "currency, rare": "currency=JPY",
    "currency, none": "currency=CHF",
    "partner": "partner={partner}",
    "issued last month": "issued=last-month",
    "due next 30 days": "due=next-30-days",
    "total from 9,999": "total_from=9999",
    "total of one amount": "total_from=5000.55&total_to=5000.55",
    "status paid": "status=paid",
    "status overdue": "status=overdue",
    "status partially paid": "status=partially_paid",
    "status credited": "status=credited",
    "kind, none": "kind=credit_note",
    "age over 120 days": "age=over-120",
    "search a number": "q=B-0500123",
    "search a part of many": "q=B-05",
    "search a partner": "q=org-12",
    "search a PO": "q=PO-4711",
    "search nothing": "q=xyzzy",
    "search and filters": "q=PO-47&view=open&currency=USD&issued=this-year",
}


class Bench:
    """One supplier with many issued invoices, and a browser of its admin."""

    def __init__(self, supplier: OrganizationRef, asked: argparse.Namespace) -> None:
        self.supplier, self.owner, self.rounds = supplier, owner(), asked.rounds
        self.at = sql.Identifier(supplier.schema_name)
        self._seed(asked.invoices)
        deep = max(asked.invoices // 100, 2)
        day, number = self.owner.execute(sql.SQL(PLACE).format(at=self.at), [(deep - 1) * 50 - 1]).fetchone()
        (partner,) = self.owner.execute(
            sql.SQL("SELECT public_id FROM {0}.partners_partner LIMIT 1").format(self.at)
        ).fetchone()
        every = ",".join(column.key for column in OUTGOING.columns)
        self.names = {"deep": deep, "place": f"{day}_{number}", "partner": partner, "every": every}
        self.place = (day, number)
        self.browser = Client(headers={"host": "org-0.localhost"})
        self.browser.post("/sign-in/", {"username": "admin@supplier.example", "password": PASSWORD})

    def _seed(self, count: int) -> None:
        models, server = seed_models(self.supplier, 1), superuser()
        with border.inside(self.supplier, ACTOR, via="command"):
            create_account("admin@supplier.example", "Admin", [Role.ADMIN], password=PASSWORD)
            issue_invoices(models, today=TODAY)
        kept = columns(server, self.supplier.schema_name, "invoices_document", SET)
        insert = sql.SQL(INSERT).format(at=self.at, names=names(kept), values=names(kept, "d"))
        begun = time.perf_counter()
        server.execute(insert, {"count": count, "today": TODAY, "models": models, "many": len(models)})
        analyze(server, [self.supplier.schema_name], ["invoices_document"])
        server.execute(sql.SQL("VACUUM {}.invoices_document").format(self.at))
        print(f"{count:,} invoices seeded in {time.perf_counter() - begun:.0f} s", flush=True)

    def page(self, name: str, query: str) -> None:
        """Median and 95th percentile of a page, of its database share, its statements, and the floor beside it."""
        query, runs, floors = query.format(**self.names), [], []
        path = f"/invoices/outgoing/?{query}"
        self.browser.get(path)
        whole = Timed()
        for _ in range(self.rounds):
            once = timed(lambda: runs.append(_opened(self.browser, path)))
            whole.python, whole.database = whole.python + once.python, whole.database + once.database
            floors.append(_seconds(self.floor))
        total, database = [one for one, _, _ in runs], [two for _, two, _ in runs]
        python, server = (1000 * spent / self.rounds for spent in (whole.python, whole.database))
        print(
            f"{name.format(**self.names):<28} {_ms(total)} end to end, {_ms(database)} database, processor Python"
            f" {python:.0f} PostgreSQL {server:.0f} ms, {runs[-1][2]} statements,"
            f" floor {statistics.median(floors) * 1000:.1f} ms",
            flush=True,
        )

    def floor(self) -> None:
        self.owner.execute(sql.SQL(FLOOR).format(at=self.at), self.place).fetchall()

    def counts(self) -> None:
        """Counting alone, of all views, for a list that is not narrowed and for narrowed ones."""
        with border.inside(self.supplier, ACTOR, via="command"):
            context = ListContext(Account.objects.get(), TODAY)
            for query in ("", "currency=EUR", "q=B-05", "q=xyzzy", "total_from=9999"):
                state = state_of(OUTGOING, query)
                found = narrowed(OUTGOING, state, context)
                counted = [
                    _seconds(lambda: view_counts(OUTGOING, found, context, may_be_dear=state.is_narrowed))  # noqa: B023
                    for _ in range(self.rounds)
                ]
                words = {
                    key: count.words
                    for key, count in view_counts(OUTGOING, found, context, may_be_dear=state.is_narrowed).items()
                }
                print(f"counts of {query or 'everything':<20} {_ms(counted)}  {words}", flush=True)
            everything = state_of(OUTGOING, "")
            print(f"sums of everything           {_ms([_seconds(lambda: sums_of(OUTGOING, everything, context))])}")


def main() -> None:
    asked = _asked()
    with standing(buyers=20) as (supplier, _):
        bench = Bench(supplier, asked)
        for name, query in PAGES.items():
            if asked.only in name:
                bench.page(name, query)
        bench.counts()


def _opened(browser: Client, path: str) -> tuple[float, float, int]:
    """Seconds in all, in the database, and statements; role and path are not counted."""
    with _listening() as heard:
        seconds = _seconds(lambda: _answered(browser, path))
    return seconds, sum(spent for spent, _ in heard), sum(counted for _, counted in heard)


def _answered(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code


@contextmanager
def _listening() -> Iterator[list[tuple[float, bool]]]:
    heard: list[tuple[float, bool]] = []
    execute = psycopg.Cursor.execute

    def timed_execute(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(self, query, *args, **options)
        finally:
            heard.append((time.perf_counter() - begun, not str(query).startswith("SELECT set_config('role'")))

    psycopg.Cursor.execute = timed_execute  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]


def _seconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    late = ordered[min(round(0.95 * len(ordered)), len(ordered) - 1)]
    return f"{statistics.median(ordered) * 1000:6.1f} (p95 {late * 1000:6.1f}) ms"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    return parser.parse_args()


if __name__ == "__main__":
    main()
