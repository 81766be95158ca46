"""Payment terms of 20,000 buyers: the page, a change of all of them, and the due dates of 100,000 drafts.

The floor of the change is an INSERT of the same changes and states by the owner of the tables, without history; that of
the due dates one UPDATE … FROM over the same drafts with terms that are days alone. The page is asked for through
middleware, view and templates, in each order and narrowed, up to its last rows. Run `python benchmarks/terms.py`.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from functools import partial

from django.test import Client
from ground import ACTOR, TODAY, columns, names, owner, standing, superuser
from measuring import Rounds, Timed, print_rounds, timed
from psycopg import sql
from seeds import analyze, seed_models

from common.sql import columns_of, execute
from invoices.models import Document
from partners.models import Partner, Side
from payment_terms.operations import change_many
from payment_terms.queries import terms_of_buyers
from payment_terms.rules import Kind, Terms, due_date
from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import OrganizationRef

PASSWORD = "correct horse battery"
KINDS = (Terms(Kind.NET, 45), Terms(Kind.EOM_PLUS, 30), Terms(Kind.PLUS_EOM, 30), Terms(Kind.DAY_OF_MONTH, 0, 15, 2))
COLUMNS = ("name", "status", "erp_id", "organization_id", "country", "tier", "terms", "default", "updated", "by")
PAGES = ("", *(f"?sort={sign}{key}" for key in COLUMNS for sign in ("", "-")), "?view=custom", "?terms=net+45",
         "?q=buyer+199", "?by=bench", "?page=100", "?sort=-name&page=150")  # fmt: skip
DRAFTS = """
INSERT INTO {at}.invoices_document (id, public_id, partner_id, issue_date, {names})
SELECT 1000000 + n, uuidv7(), partner.ids[n %% partner.many + 1], %(today)s, {values}
  FROM generate_series(1, %(count)s) n
 CROSS JOIN (SELECT array_agg(id) AS ids, count(*) AS many FROM {at}.partners_partner WHERE side = 'buyer') partner
  JOIN {at}.invoices_document d ON d.id = %(model)s
"""
WRITE = """
UPDATE invoices_document d SET due_date = u.due FROM unnest(%s::bigint[], %s::date[]) AS u (id, due) WHERE d.id = u.id
"""
FLOOR_OF_DATES = """
UPDATE {at}.invoices_document d SET due_date = d.issue_date + t.days
  FROM (SELECT id, 45 AS days FROM {at}.partners_partner) t WHERE t.id = d.partner_id AND d.id > 1000000
"""
FLOOR_OF_CHANGES = """
WITH made AS (
    INSERT INTO {at}.payment_terms_termschange (partner_id, kind, days, follows_default, effective_from,
                                                   made_at, made_by)
    SELECT id, 'net', 45, false, %s, now(), 'person:bench Benchmark' FROM {at}.partners_partner WHERE side = 'buyer'
    RETURNING id, partner_id)
INSERT INTO {at}.payment_terms_buyerterms (partner_id, change_id, follows_default, text, worst_days, counts_from,
                                           updated_at, updated_by)
SELECT partner_id, id, false, 'Net 45', 45, %s, now(), 'person:bench Benchmark' FROM made
    ON CONFLICT (partner_id) DO UPDATE SET change_id = EXCLUDED.change_id, text = EXCLUDED.text
"""


class Bench:
    """One supplier with many buyers and drafts, and a browser of its admin."""

    def __init__(self, supplier: OrganizationRef, asked: argparse.Namespace) -> None:
        self.supplier, self.server, self.owner, self.drafts = supplier, superuser(), owner(), asked.drafts
        [model, *_] = seed_models(supplier, 1)
        self.at = sql.Identifier(supplier.schema_name)
        with border.inside(supplier, ACTOR, via="command"):
            create_account("admin@supplier.example", "Admin", [Role.ADMIN], password=PASSWORD)
            Partner.objects.bulk_create(_buyer(n) for n in range(asked.buyers))
            self.buyers = list(Partner.objects.filter(side=Side.BUYER).order_by("pk").values_list("pk", flat=True))
            change_many({each: KINDS[each % 4] for each in self.buyers if each % 3}, today=TODAY)
        kept = columns(
            self.server, supplier.schema_name, "invoices_document", ("id", "public_id", "partner_id", "issue_date")
        )
        insert = sql.SQL(DRAFTS).format(at=self.at, names=names(kept), values=names(kept, "d"))
        self.server.execute(insert, {"count": asked.drafts, "today": TODAY, "model": model})
        tables = ["invoices_document", "partners_partner", "payment_terms_buyerterms", "payment_terms_termschange"]
        analyze(self.server, [supplier.schema_name], tables)

    def change(self, days: int) -> Timed:
        """Everybody gets other terms, with history and the pointer to the state before."""
        with border.inside(self.supplier, ACTOR, via="command"):
            return timed(lambda: change_many(dict.fromkeys(self.buyers, Terms(Kind.NET, days)), today=TODAY))

    def change_floor(self) -> Timed:
        text = sql.SQL(FLOOR_OF_CHANGES).format(at=self.at)
        return self._untracked(lambda: self.server.execute(text, [TODAY, TODAY]))

    def due_dates(self) -> Timed:
        """Terms in effect of every buyer, the due date of every draft by its rule, one UPDATE."""
        with border.inside(self.supplier, ACTOR, via="command"):
            return timed(_date_drafts)

    def due_dates_floor(self) -> Timed:
        text = sql.SQL(FLOOR_OF_DATES).format(at=self.at)
        return timed(lambda: self.owner.execute(text), self.owner)

    def _untracked(self, act: Callable[[], object]) -> Timed:
        self.server.execute("SET session_replication_role = replica")
        found = timed(act, self.server)
        self.server.execute("SET session_replication_role = origin")
        return found


def _buyer(n: int) -> Partner:
    country = ("DE", "FR", "AT", "US", "JP")[n % 5]
    return Partner(side=Side.BUYER, identity=f"outside:{n}", name=f"Buyer {n:05}", country=country, erp_id=f"C-{n}")


def _date_drafts() -> None:
    drafts = list(Document.objects.filter(id__gt=1_000_000).values_list("pk", "partner_id", "issue_date"))
    terms = terms_of_buyers({(partner, day) for _, partner, day in drafts})
    execute(WRITE, columns_of([(pk, due_date(terms[partner, day], day)) for pk, partner, day in drafts], 2))


def main() -> None:
    asked = _asked()
    with standing(buyers=1) as (supplier, _):
        bench = Bench(supplier, asked)
        changes, dates = Rounds(), Rounds()
        for round_ in range(asked.rounds):
            changes.add(bench.change(50 + round_), bench.change_floor())
            dates.add(bench.due_dates(), bench.due_dates_floor())
        print_rounds("change of all rows", asked.buyers, changes)
        print_rounds("due dates", asked.drafts, dates)
        _print_pages()


def _print_pages() -> None:
    browser = Client(headers={"host": "org-0.localhost"})
    browser.post("/sign-in/", {"username": "admin@supplier.example", "password": PASSWORD})
    _open(browser, "")
    runs = {page: [timed(partial(_open, browser, page)) for _ in range(5)] for page in PAGES}
    every = sorted(run.processor * 1000 for each in runs.values() for run in each)
    spent = sorted(run.database * 1000 for each in runs.values() for run in each)
    print(f"page: processor p50 {statistics.median(every):.0f} ms, p95 {every[int(len(every) * 0.95)]:.0f} ms,"
          f" of it database p95 {spent[int(len(spent) * 0.95)]:.0f} ms,"
          f" {max(run.statements for each in runs.values() for run in each)} statements at most")  # fmt: skip
    slowest = max(runs, key=lambda page: statistics.median(run.processor for run in runs[page]))
    print(f"slowest: {slowest or 'the first page'}")


def _open(browser: Client, page: str) -> None:
    answer = browser.get(f"/payment-terms/{page}")
    assert answer.status_code == 200, (page, answer.status_code)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=20_000)
    parser.add_argument("--drafts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
