"""Issue verified invoices to many buyers: numbers, terms, due dates, match, incoming copies, both ledgers, mails.

The floor is one raw INSERT … SELECT for each table of every row the operation wrote (new, or in a new version), into the
same tables of both schemas, as their owner, a transaction a buyer, without history. Run
`python benchmarks/issue.py --buyers 100 --invoices 10000`.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Sequence
from typing import Any

import psycopg
from floor import Scratch
from ground import ACTOR, TODAY, owner, standing, superuser
from measuring import Rounds, Timed, print_rounds, timed
from seeds import analyze, seed_models, seed_orders, seed_verified

from invoices.operations.issue import issue_invoices
from tenants import border
from tenants.border import OrganizationRef

WRITTEN_HERE = ("invoices_document", "ledger_entry", "notifications_mail")
WRITTEN_THERE = (
    "invoices_document", "invoices_documentline", "invoices_documenttax", "invoices_adjustment",
    "purchase_orders_balanceentry", "ledger_entry", "notifications_mail",
)  # fmt: skip


class Bench:
    """One supplier with verified documents, its buyers with purchase orders, and the rows of the last run beside."""

    def __init__(self, supplier: OrganizationRef, buyers: Sequence[OrganizationRef], asked: argparse.Namespace) -> None:
        self.supplier, self.buyers, self.asked = supplier, buyers, asked
        self.server, self.owner = superuser(), owner()
        seed_orders(self.server, buyers, asked.orders, asked.order_lines)
        self.models = seed_models(supplier, asked.lines)
        self.scratch = Scratch(self.server, supplier, buyers, WRITTEN_HERE, WRITTEN_THERE)

    def round(self, count: int) -> tuple[Timed, Timed]:
        """The product, then its floor, each on empty tables of documents."""
        ids = seed_verified(self.server, self.supplier, self.models, count)
        product = timed(lambda: self._issue(ids))
        self.scratch.take()
        self.check(count)
        self.scratch.empty(ids)
        floor = timed(lambda: self.scratch.insert(self.owner))
        self.scratch.empty(ids)
        return product, floor

    def check(self, count: int) -> None:
        """Nothing is measured that did not happen."""
        written = self.scratch.counts()
        lines = count * self.asked.lines
        assert written["there", "invoices_document"] == written["here", "invoices_document"] == count, written
        assert written["there", "purchase_orders_balanceentry"] == written["there", "invoices_documentline"] == lines, written

    def _issue(self, ids: list[int]) -> None:
        with border.inside(self.supplier, ACTOR, via="command"):
            result = issue_invoices(ids, today=TODAY)
        assert result.issued == len(ids), result
