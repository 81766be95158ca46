"""Lists over many invoices: each page end to end and its statements, beside the bare SELECT by index of the same rows.

The floor reads the same fifty rows, all columns, behind the same place, over one connection. A fifth of the invoices is
open, three currencies, a year of issue dates; each has one charge line. Run `python benchmarks/lists.py --invoices
1000000`, with `--list incoming` or `--list billings` for those.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from django.test import Client
from ground import ACTOR, TODAY, columns, names, owner, standing, superuser
from list_pages import LISTS
from measuring import Timed, timed
from psycopg import sql
from seeds import analyze, seed_models

from billing_platform.lists.context import ListContext
from billing_platform.lists.counts import view_counts
from billing_platform.lists.rows import narrowed, sums_of
from billing_platform.lists.state import state_of
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from people.models import Account
from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import OrganizationRef

PASSWORD = "correct horse battery"
SET = (
    "id", "public_id", "partner_id", "number", "identity", "issue_date", "posting_date", "due_date", "currency",
    "settled", "po_number", "total", "payable", "net", "tax", "rounding", "prepaid",
)  # fmt: skip
INSERT = """
INSERT INTO {at}.invoices_document (id, public_id, partner_id, number, identity, issue_date, posting_date, due_date,
       currency, settled, po_number, total, payable, net, tax, rounding, prepaid, {names})
SELECT 1000000 + n, uuidv7(), partner.ids[n %% partner.many + 1], 'B-' || lpad(n::text, 7, '0'),
       'b-' || n, issued, issued,
       issued + 30, CASE WHEN n %% 100 < 90 THEN 'EUR' WHEN n %% 100 < 98 THEN 'USD' ELSE 'JPY' END,
       CASE WHEN n %% 5 = 0 THEN 0 WHEN n %% 1001 = 0 THEN 1 ELSE amount END, 'PO-' || n %% 5000, amount, amount,
       amount, 0, 0, 0, {values}
  FROM generate_series(1, %(count)s) n
 CROSS JOIN (SELECT array_agg(id) AS ids, count(*) AS many FROM {at}.partners_partner) partner
 CROSS JOIN LATERAL (SELECT %(today)s - (n %% 360) AS issued, (n * 7919::bigint %% 1000000) / 100.0 + 1 AS amount) made
  JOIN {at}.invoices_document d ON d.id = (%(models)s::bigint[])[n %% %(many)s + 1]
"""
LINES = """
INSERT INTO {at}.invoices_documentline (document_id, period_start, period_end, charge_type, net, gross, tax, adjustment,
       {names})
SELECT d.id, d.issue_date - 31, d.issue_date - 1,
       CASE WHEN d.id %% 10 < 6 THEN 'usage' WHEN d.id %% 10 < 9 THEN 'services' ELSE 'subscription' END,
       d.total, d.total, 0, 0, {values}
  FROM {at}.invoices_document d
  JOIN {at}.invoices_documentline l
    ON l.document_id = (%(models)s::bigint[])[(d.id - 1000000) %% %(many)s + 1]
 WHERE d.id > 1000000
 ORDER BY d.id
"""
SET_ON_LINES = ("id", "document_id", "period_start", "period_end", "charge_type", "net", "gross", "tax", "adjustment")


class Bench:
    """One organization with many invoices, those of a supplier or of its first buyer, and a browser of its admin."""

    def __init__(self, supplier: OrganizationRef, buyer: OrganizationRef, asked: argparse.Namespace) -> None:
        self.list, self.owner, self.rounds = LISTS[asked.list], owner(), asked.rounds
        self.there = buyer if asked.list == "incoming" else supplier
        self.at = sql.Identifier(self.there.schema_name)
        self._seed(supplier, asked)
        deep = max(asked.invoices // 100, 2)
        self.place = self.owner.execute(self._there(self.list.place_at), [(deep - 1) * 50 - 1]).fetchone()
        (partner,) = self.owner.execute(self._there("SELECT public_id FROM {at}.partners_partner LIMIT 1")).fetchone()
        *value, number = self.place
        self.names = {
            "deep": deep,
            "place": f"{value[0] if value else ''}_{number}",
            "partner": partner,
            "every": ",".join(column.key for column in self.list.definition.columns),
        }
        self.browser = Client(headers={"host": f"org-{1 if self.there is buyer else 0}.localhost"})
        self.browser.post("/sign-in/", {"username": "admin@bench.example", "password": PASSWORD})

    def _seed(self, supplier: OrganizationRef, asked: argparse.Namespace) -> None:
        models = seed_models(supplier, 1)
        with border.inside(supplier, ACTOR, via="command"):
            issue_invoices(models, today=TODAY)
        with border.inside(self.there, ACTOR, via="command"):
            create_account("admin@bench.example", "Admin", [Role.ADMIN], password=PASSWORD)
            models = list(Document.objects.order_by("id").values_list("pk", flat=True))
        begun, server = time.perf_counter(), superuser()
        given = {"count": asked.invoices, "today": TODAY, "models": models, "many": len(models)}
        self._insert(server, INSERT, ("invoices_document", SET), given)
        if asked.list == "billings":
            self._insert(server, LINES, ("invoices_documentline", SET_ON_LINES), given)
        print(f"{asked.invoices:,} invoices seeded in {time.perf_counter() - begun:.0f} s", flush=True)

    def _insert(self, server: Any, statement: str, into: tuple[str, tuple[str, ...]], given: dict[str, Any]) -> None:
        table, made = into
        kept, alias = columns(server, self.there.schema_name, table, made), "l" if table.endswith("line") else "d"
        insert = sql.SQL(statement).format(at=self.at, names=names(kept), values=names(kept, alias))
        server.execute(insert, given)
        analyze(server, [self.there.schema_name], [table])

    def _there(self, statement: str) -> sql.Composed:
        return sql.SQL(statement).format(at=self.at)

    def page(self, name: str, query: str) -> None:
        """Median and 95th percentile of a page, of its database share, its statements, and the floor beside it."""
        query, runs, floors = query.format(**self.names), [], []
        path = f"{self.list.path}?{query}"
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
        self.owner.execute(self._there(self.list.floor), self.place).fetchall()

    def counts(self) -> None:
        """Counting alone, of all views, for a list that is not narrowed and for narrowed ones."""
        definition = self.list.definition
        with border.inside(self.there, ACTOR, via="command"):
            context = ListContext(Account.objects.get(email="admin@bench.example"), TODAY)
            for query in self.list.counts:
                state = state_of(definition, query)
                found = narrowed(definition, state, context)
                count = partial(view_counts, definition, found, context, may_be_dear=state.is_narrowed)
                counted = [_seconds(count) for _ in range(self.rounds)]
                words = {key: each.words for key, each in count().items()}
                print(f"counts of {query or 'everything':<20} {_ms(counted)}  {words}", flush=True)
            everything = state_of(definition, "")
            print(f"sums of everything           {_ms([_seconds(lambda: sums_of(definition, everything, context))])}")


def main() -> None:
    asked = _asked()
    with standing(buyers=20) as (supplier, buyers):
        bench = Bench(supplier, buyers[0], asked)
        for name, query in bench.list.pages.items():
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
    parser.add_argument("--list", choices=sorted(LISTS), default="outgoing")
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    return parser.parse_args()


if __name__ == "__main__":
    main()
