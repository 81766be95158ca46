"""History on 100,000 tracked rows: INSERT and UPDATE of documents with the triggers, and the same without.

One statement each, as the organization's role would write it; the floor is the same statement with the history triggers
off. The update is that of issuing: number, dates, terms and parties of a verified document. Run
`python benchmarks/history.py --rows 100000`.
"""

from __future__ import annotations

import argparse

from ground import columns, names, standing, superuser
from measuring import Rounds, Timed, print_rounds, timed
from psycopg import sql
from seeds import seed_models

from tenants.border import OrganizationRef

INSERT = """
INSERT INTO invoices_document (id, public_id, {names})
SELECT 1000000 + n, uuidv7(), {values} FROM generate_series(1, %s) n
  JOIN invoices_document d ON d.id = (%s::bigint[])[n %% %s + 1]
"""
ISSUE = """
UPDATE invoices_document
   SET state = 'issued', number = 'INV-2026-' || id, issue_date = '2026-11-20', posting_date = '2026-11-20',
       due_date = '2026-12-20', terms = '{"kind": "days", "days": 30, "discount_percent": null, "discount_days": null}',
       terms_text = '30 days', matched_po = 'PO-2026-1', issued_at = now(), updated_at = now(),
       supplier_party = '{"name": "Supplier", "country": "DE", "city": "Berlin", "tax_id": "DE000000000"}',
       buyer_party = '{"name": "Buyer", "country": "DE", "city": "Berlin", "tax_id": "DE000000001"}'
 WHERE id > 1000000
"""
SWITCH = "ALTER TABLE invoices_document {0} TRIGGER history_insert, {0} TRIGGER history_update"


class Bench:
    """One organization's documents, written as its owner with and without history."""

    def __init__(self, supplier: OrganizationRef, asked: argparse.Namespace) -> None:
        self.rows = asked.rows
        self.server = superuser()
        self.server.execute("SET session_replication_role = origin")
        self.models = seed_models(supplier, 1)
        self.server.execute("SELECT set_config('search_path', %s, false)", [f"{supplier.schema_name}, public"])
        self.server.execute("SET app.actor = 'person:bench Benchmark'")
        copied = columns(self.server, supplier.schema_name, "invoices_document", ("id", "public_id"))
        self.insert = sql.SQL(INSERT).format(names=names(copied), values=names(copied, "d"))

    def round(self, *, history: bool) -> tuple[Timed, Timed]:
        """One INSERT and one UPDATE of all rows, on a table without them."""
        self.server.execute(SWITCH.format("ENABLE" if history else "DISABLE"))
        given = [self.rows, self.models, len(self.models)]
        inserted = timed(lambda: self.server.execute(self.insert, given), self.server)
        self._settle()
        updated = timed(lambda: self.server.execute(ISSUE), self.server)
        written = self._count("SELECT count(*) FROM history_change WHERE row > 1000000")
        assert written == (2 * self.rows if history else 0), written
        self._empty()
        return inserted, updated

    def _empty(self) -> None:
        self.server.execute("SET session_replication_role = replica")
        self.server.execute("DELETE FROM invoices_document WHERE id > 1000000")
        self.server.execute("TRUNCATE history_change")
        self.server.execute("SET session_replication_role = origin")
        self._settle()

    def _settle(self) -> None:
        self.server.execute("VACUUM (ANALYZE) invoices_document")
        self.server.execute("CHECKPOINT")

    def _count(self, query: str) -> int:
        found = self.server.execute(query).fetchone()
        return int(found[0]) if found else 0


def main() -> None:
    asked = _asked()
    with standing(buyers=1) as (supplier, _):
        bench = Bench(supplier, asked)
        inserts, updates = Rounds(), Rounds()
        for _ in range(asked.rounds):
            with_history, without = bench.round(history=True), bench.round(history=False)
            inserts.add(with_history[0], without[0])
            updates.add(with_history[1], without[1])
        print_rounds("INSERT with history", asked.rows, inserts)
        print_rounds("UPDATE of 13 columns with history", asked.rows, updates)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
