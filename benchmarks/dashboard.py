"""The dashboard over many invoices: its figures beside one GROUP BY on the index of open documents, and the whole page.

The floor of aging is that GROUP BY over the same rows as the owner of the table. A fifth of the invoices is open, in
three currencies, over a year of issue dates. Run `python benchmarks/dashboard.py --invoices 1000000`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from functools import partial

from django.test import Client
from ground import ACTOR, TODAY, columns, names, owner, standing, superuser
from measuring import Rounds, Timed, print_rounds, print_statements, timed
from psycopg import sql
from seeds import analyze, seed_models

from invoices.models import Direction
from invoices.operations.issue import issue_invoices
from invoices.queries.figures import open_by_due_date
from people.operations import create_account
from people.permissions import Role
from reports.queries.open_sums import OpenSums
from reports.queries.selling import selling
from tenants import border
from tenants.border import OrganizationRef

PASSWORD = "correct horse battery"
SET = ("id", "public_id", "partner_id", "number", "issue_date", "posting_date", "due_date", "currency", "settled")
INSERT = """
INSERT INTO {at}.invoices_document (id, public_id, partner_id, number, issue_date, posting_date, due_date, currency,
                                    settled, {names})
SELECT 1000000 + n, uuidv7(), partner.ids[n %% partner.many + 1], 'B-' || n, issued, issued, issued + 30,
       CASE WHEN n %% 100 < 90 THEN 'EUR' WHEN n %% 100 < 98 THEN 'USD' ELSE 'JPY' END,
       CASE WHEN n %% 5 = 0 THEN 0 ELSE d.payable END, {values}
  FROM generate_series(1, %(count)s) n
 CROSS JOIN (SELECT array_agg(id) AS ids, count(*) AS many FROM {at}.partners_partner) partner
 CROSS JOIN LATERAL (SELECT %(today)s - (n %% 360) AS issued) dated
  JOIN {at}.invoices_document d ON d.id = (%(models)s::bigint[])[n %% %(many)s + 1]
"""
FLOOR = """
SELECT currency, due_date, count(*), sum(payable - settled - credit_applied) FROM {at}.invoices_document
 WHERE direction = 'out' AND state = 'issued' AND NOT (kind = 'credit_note') AND payable > settled + credit_applied
 GROUP BY currency, due_date
"""


class Bench:
    """One supplier with many issued invoices, and a browser of its admin."""

    def __init__(self, supplier: OrganizationRef, asked: argparse.Namespace) -> None:
        self.supplier, self.server, self.owner = supplier, superuser(), owner()
        models = seed_models(supplier, 1)
        with border.inside(supplier, ACTOR, via="command"):
            create_account("admin@supplier.example", "Admin", [Role.ADMIN], password=PASSWORD)
            issue_invoices(models, today=TODAY)
        at = sql.Identifier(supplier.schema_name)
        kept = columns(self.server, supplier.schema_name, "invoices_document", SET)
        insert = sql.SQL(INSERT).format(at=at, names=names(kept), values=names(kept, "d"))
        given = {"count": asked.invoices, "today": TODAY, "models": models, "many": len(models)}
        begun = time.perf_counter()
        self.server.execute(insert, given)
        analyze(self.server, [supplier.schema_name], ["invoices_document"])
        print(f"seeded in {time.perf_counter() - begun:.0f} s", flush=True)
        self.floor_text = sql.SQL(FLOOR).format(at=at)

    def aging(self) -> Timed:
        with border.inside(self.supplier, ACTOR, via="command"):
            return timed(lambda: OpenSums(open_by_due_date(Direction.OUTGOING), TODAY).overdue("EUR"))

    def floor(self) -> Timed:
        return timed(lambda: self.owner.execute(self.floor_text).fetchall(), self.owner)

    def figures(self) -> None:
        with border.inside(self.supplier, ACTOR, via="command"):
            assert selling(TODAY, "EUR").open.total("EUR").count


def main() -> None:
    asked = _asked()
    with standing(buyers=100) as (supplier, _):
        bench = Bench(supplier, asked)
        if asked.statements:
            print_statements(bench.server, bench.figures)
            return
        aging, figures = Rounds(), Rounds()
        bench.aging(), bench.floor()
        for _ in range(asked.rounds):
            aging.add(bench.aging(), bench.floor())
            figures.add(timed(bench.figures), bench.floor())
        print_rounds("aging", asked.invoices, aging)
        print_rounds("all figures of the selling side, to the floor of aging", asked.invoices, figures)
        _print_page(asked.rounds)


def _print_page(rounds: int) -> None:
    """The page and the part it asks for, through middleware, view and templates, without a network between."""
    browser = Client(headers={"host": "org-0.localhost"})
    browser.post("/sign-in/", {"username": "admin@supplier.example", "password": PASSWORD})
    for path in ("/", "/issued-by-month/"):
        runs = [timed(partial(_open, browser, path)) for _ in range(max(rounds, 5))]
        seconds, processor = (statistics.median(getattr(run, of) for run in runs) for of in ("seconds", "processor"))
        print(f"{path}: {seconds * 1000:.0f} ms, processor {processor * 1000:.0f} ms, {runs[-1].statements} statements")


def _open(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--statements", action="store_true", help="show where the database's time goes instead")
    return parser.parse_args()


if __name__ == "__main__":
    main()
