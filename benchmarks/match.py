"""Match invoice lines of many buyers to their purchase orders and use the line items up, balances and notices included.

Each buyer has `--orders` POs of `--order-lines` line items and `--lines` invoice lines, five an invoice. The floor, in
the same transactions: COPY of the entries and one UPDATE of the balances, a buyer at a time, as the owner. The same
matches used up once more must add nothing. Run `python benchmarks/match.py --buyers 10 --lines 1000`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from django.db import transaction
from ground import ACTOR, columns, names, owner, standing, superuser, switch_triggers
from measuring import Rounds, Timed, print_rounds, timed
from psycopg import sql
from seeds import CHARGES, analyze, seed_orders

from common.ids import new_public_id
from purchase_orders.book import InvoiceLineToMatch, InvoiceToMatch
from purchase_orders.explanation import to_json
from purchase_orders.matching import Match
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.match import match_and_lock
from tenants import border
from tenants.border import OrganizationRef

ENTRY, LINE = "purchase_orders_balanceentry", "purchase_orders_purchaseorderline"
OCTOBER = date(2026, 10, 1), date(2026, 10, 31)


UPDATE = """
UPDATE {at}.purchase_orders_purchaseorderline l SET consumed = l.consumed + e.amount
  FROM (SELECT line_id, sum(amount) AS amount FROM {at}.purchase_orders_balanceentry GROUP BY line_id) e
 WHERE e.line_id = l.id
"""
RESET = "UPDATE {at}.purchase_orders_purchaseorderline SET consumed = 0, sent_thresholds = '{{}}' WHERE consumed <> 0"
SOME = 10  # buyers, for the growth
Batch = Sequence[tuple[UUID, InvoiceToMatch]]


class Bench:
    """Buyers with full books, and one batch of invoices that is new to each."""

    def __init__(self, buyers: Sequence[OrganizationRef], asked: argparse.Namespace) -> None:
        self.buyers = buyers
        self.server, self.owner = superuser(), owner()
        seed_orders(self.server, buyers, asked.orders, asked.order_lines)
        self.entry = names(columns(self.server, buyers[0].schema_name, ENTRY))

    def round(self, lines: int) -> tuple[Timed, Timed]:
        """The product on untouched balances, then its floor on the same."""
        batch = _batch(lines)
        product = timed(lambda: [match_in(buyer, batch) for buyer in self.buyers])
        self._check(lines, batch)
        kept = [(buyer, self._take(buyer)) for buyer in self.buyers]
        self._empty()
        switch_triggers(self.server, on=False)
        floor = timed(lambda: [self._floor(buyer, entries) for buyer, entries in kept], self.owner)
        switch_triggers(self.server, on=True)
        self._empty()
        return product, floor

    def _check(self, lines: int, batch: Batch) -> None:
        """Every line was matched; matching and using up the same once more adds nothing."""
        buyer = self.buyers[-1]
        before = self._counted(buyer)
        with border.inside(buyer, ACTOR, via="command"), transaction.atomic():
            consume(uses_of(batch, match_and_lock([invoice for _, invoice in batch])))
        assert before[0] == lines, before
        assert before == self._counted(buyer), (before, self._counted(buyer))

    def _counted(self, buyer: OrganizationRef) -> tuple[Any, ...]:
        query = f"SELECT (SELECT count(*) FROM {{at}}.{ENTRY}), (SELECT sum(consumed) FROM {{at}}.{LINE})"
        return self._run(query, buyer).fetchone() or ()

    def _take(self, buyer: OrganizationRef) -> bytes:
        with (
            self.server.cursor() as cursor,
            cursor.copy(self._at("COPY {at}.{entry_table} ({entry}) TO STDOUT", buyer)) as copy,
        ):
            return b"".join(copy)

    def _floor(self, buyer: OrganizationRef, entries: bytes) -> None:
        with self.owner.transaction():
            into = self._at("COPY {at}.{entry_table} ({entry}) FROM STDIN", buyer)
            with self.owner.cursor() as cursor, cursor.copy(into) as copy:
                copy.write(entries)
            self.owner.execute(self._at(UPDATE, buyer))

    def _empty(self) -> None:
        for buyer in self.buyers:
            for statement in ("DELETE FROM {at}.{entry_table}", "DELETE FROM {at}.notifications_mail", RESET):
                self._run(statement, buyer)
            analyze(self.server, [buyer.schema_name], (ENTRY, LINE, "notifications_mail"))

    def _run(self, text: str, buyer: OrganizationRef) -> psycopg.Cursor[Any]:
        return self.server.execute(self._at(text, buyer))

    def _at(self, text: str, buyer: OrganizationRef) -> sql.Composed:
        return sql.SQL(text).format(
            at=sql.Identifier(buyer.schema_name), entry_table=sql.Identifier(ENTRY), entry=self.entry
        )


def main() -> None:
    asked = _asked()
    with standing(buyers=asked.buyers) as (_, buyers):
        bench = Bench(buyers, asked)
        bench.round(asked.lines // 10)
        rounds = Rounds()
        for _ in range(asked.rounds):
            rounds.add(*bench.round(asked.lines))
        items = asked.orders * asked.order_lines
        name = f"match {asked.lines:,} lines of each of {asked.buyers:,} buyers to {items:,} items"
        print_rounds(name, asked.lines * asked.buyers, rounds)
        bench.buyers = buyers[:SOME]
        for lines in (asked.lines // 10, asked.lines, asked.lines * 10):
            _print_size(lines, bench.round(lines)[0], len(bench.buyers))


def match_in(buyer: OrganizationRef, batch: Batch) -> None:
    """One buyer's batch in a transaction, as issuing does it; explanations are written out as well."""
    with border.inside(buyer, ACTOR, via="command"), transaction.atomic():
        matches = match_and_lock([invoice for _, invoice in batch])
        explanations = [to_json(match.explanation) for match in matches]
        consume(uses_of(batch, matches))
    assert len(explanations) == len(batch)


def uses_of(batch: Batch, matches: Sequence[Match]) -> list[Use]:
    """The entries of all assigned lines."""
    return [
        Use(at.book_line_id, document, no, line.gross)
        for (document, invoice), match in zip(batch, matches, strict=True)
        for no, (line, at) in enumerate(zip(invoice.lines, match.assignments, strict=True), 1)
        if at.book_line_id is not None
    ]


def _batch(lines: int) -> list[tuple[UUID, InvoiceToMatch]]:
    """Invoices of five lines each for October, a PO number on every tenth."""
    return [(new_public_id(), _invoice(n, min(5, lines - 5 * n))) for n in range(-(-lines // 5))]


def _invoice(n: int, lines: int) -> InvoiceToMatch:
    items = [
        InvoiceLineToMatch(
            n * 5 + m, CHARGES[(n + m) % len(CHARGES)], Decimal(100 * (n % 300) + 100 * m + 99) / 100,
            product_code=f"P{(n * 7 + m) % 50}" if m % 2 else None,
        )
        for m in range(lines)
    ]  # fmt: skip
    return InvoiceToMatch(
        n, 1, "EUR", date(2026, 11, 1 + n % 19), tuple(items), "PO-2026-1" if n % 10 == 0 else None, *OCTOBER, None
    )


def _print_size(lines: int, run: Timed, buyers: int) -> None:
    rows = lines * buyers
    print(
        f"  {lines:>7,} lines a buyer: {run.seconds:>7.3f} s, processor {run.processor:>7.3f} s,"
        f" {run.processor / rows * 1e6:>6.1f} µs a line, {run.statements / buyers:.1f} statements a batch",
        flush=True,
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=10)
    parser.add_argument("--lines", type=int, default=1_000, help="invoice lines of each buyer")
    parser.add_argument("--orders", type=int, default=100, help="purchase orders of each buyer")
    parser.add_argument("--order-lines", type=int, default=100, help="line items of each")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
