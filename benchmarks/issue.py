"""Issue verified invoices to many buyers: numbers, terms, due dates, match, incoming copies, both ledgers, mails.

The floor is one raw INSERT … SELECT for each table of every row the operation wrote (new, or in a new version), into
the same tables of both schemas, as their owner, a transaction a buyer, without history. Run
`python benchmarks/issue.py --buyers 100 --invoices 10000`.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Sequence

from floor import MANY, Scratch
from ground import ACTOR, TODAY, owner, standing, superuser, switch_triggers
from measuring import Rounds, Timed, print_rounds, print_statements, timed
from seeds import seed_models, seed_orders, seed_verified

from invoices.operations.issue import CHUNK, issue_invoices
from tenants import border
from tenants.border import OrganizationRef

WARM_UP = 20  # buyers


class Bench:
    """One supplier with verified documents, its buyers with purchase orders, and the rows of the last run beside."""

    def __init__(self, supplier: OrganizationRef, buyers: Sequence[OrganizationRef], asked: argparse.Namespace) -> None:
        self.supplier, self.buyers, self.asked = supplier, buyers, asked
        self.server, self.owner = superuser(), owner()
        seed_orders(self.server, buyers, asked.orders, asked.order_lines)
        self.models = seed_models(supplier, asked.lines)
        self.scratch = Scratch(self.server, supplier, buyers)

    def round(self, count: int) -> tuple[Timed, Timed]:
        """The product, then its floor, each on tables without documents."""
        ids = seed_verified(self.server, self.supplier, self.models, count)
        product = timed(lambda: self.issue(ids))
        self._check(self.scratch.take(), count)
        self.scratch.empty()
        switch_triggers(self.server, on=False)
        floor = timed(lambda: self.scratch.insert(self.owner), self.owner)
        switch_triggers(self.server, on=True)
        self.scratch.empty()
        self.scratch.forget_drafts()
        return product, floor

    def issue(self, ids: list[int]) -> None:
        with border.inside(self.supplier, ACTOR, via="command"):
            result = issue_invoices(ids, today=TODAY)
        assert result.issued == len(ids), result

    def _check(self, written: dict[tuple[str, str], int], count: int) -> None:
        """Nothing is measured that did not happen: every document on both sides, every line used up a line item."""
        lines = count * self.asked.lines
        assert written["here", "invoices_document"] == written["there", "invoices_document"] == count, written
        assert written["there", "invoices_documentline"] == written["there", "purchase_orders_balanceentry"] == lines, (
            written
        )
        assert written["here", "notifications_mail"] == count, written


def main() -> None:
    """Measure, or show where the time goes."""
    asked = _asked()
    with standing(buyers=asked.buyers) as (supplier, buyers):
        bench = Bench(supplier, buyers, asked)
        if asked.profile:
            _profile(bench)
        elif asked.statements:
            _statements(bench)
        else:
            _measure(bench)


def _measure(bench: Bench) -> None:
    asked, rounds = bench.asked, Rounds()
    bench.round(min(asked.buyers, WARM_UP))
    for _ in range(asked.rounds):
        rounds.add(*bench.round(asked.invoices))
    name = f"issue {asked.invoices:,} × {asked.lines} lines to {asked.buyers:,} buyers"
    print_rounds(name, asked.invoices, rounds)
    if asked.buyers < MANY:
        _print_growth(bench, rounds)


def _print_growth(bench: Bench, rounds: Rounds) -> None:
    """The same for a tenth and a third: 10 × the invoices shall cost ≤ 12 × the time."""
    asked = bench.asked
    print(f"  {'invoices':>9} {'seconds':>8} {'processor':>10} {'ms each':>8} {'statements':>11} {'a chunk':>8}")
    for count in (asked.invoices // 10, asked.invoices // 3):
        _print_size(count, bench.round(count)[0], asked.buyers)
    _print_size(asked.invoices, rounds.product[-1], asked.buyers)


def _print_size(count: int, run: Timed, buyers: int) -> None:
    chunks = sum(-(-(count // buyers + (n < count % buyers)) // CHUNK) for n in range(buyers))
    print(
        f"  {count:>9,} {run.seconds:>8.2f} {run.processor:>10.2f} {run.processor / count * 1000:>8.2f}"
        f" {run.statements:>11,} {run.statements / chunks:>8.1f}",
        flush=True,
    )


def _profile(bench: Bench) -> None:
    """Where Python's part of the time goes."""
    ids = seed_verified(bench.server, bench.supplier, bench.models, bench.asked.invoices)
    with cProfile.Profile(time.process_time) as profile:
        bench.issue(ids)
    pstats.Stats(profile).sort_stats(bench.asked.profile).print_stats(60)


def _statements(bench: Bench) -> None:
    """Where the server's part of the time goes, statements of triggers included."""
    bench.round(min(bench.asked.buyers, WARM_UP))
    ids = seed_verified(bench.server, bench.supplier, bench.models, bench.asked.invoices)
    print_statements(bench.server, lambda: bench.issue(ids))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=100)
    parser.add_argument("--invoices", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=5)
    parser.add_argument("--orders", type=int, default=10, help="purchase orders in the books of each buyer")
    parser.add_argument("--order-lines", type=int, default=10, help="line items of each")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", default="", help="print a profile sorted by this (tottime, cumtime) instead")
    parser.add_argument("--statements", action="store_true", help="print the server's statements by time instead")
    return parser.parse_args()


if __name__ == "__main__":
    main()
