"""The search over everything among many invoices: what each source costs for each kind of text, in milliseconds.

One supplier, issued invoices numbered B-1, B-2 … to many buyers, all of one total: the cliffs are a text that
every number holds and an amount that every invoice has. Run `python benchmarks/search.py --invoices 1000000`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

from dashboard import INSERT, SET
from ground import ACTOR, TODAY, columns, names, standing, superuser
from measuring import timed
from psycopg import sql
from seeds import analyze, seed_models

from billing_platform.search import Hit, wanted_of
from invoices.models import Direction, Document
from invoices.operations.issue import issue_invoices
from invoices.search import found_documents
from partners.search import found_partners
from tenants import border
from tenants.border import OrganizationRef


def main() -> None:
    asked = _asked()
    with standing(buyers=asked.buyers) as (supplier, _):
        _seed(supplier, asked.invoices)
        with border.inside(supplier, ACTOR, via="command"):
            _measure(asked.invoices, asked.rounds)


def _seed(supplier: OrganizationRef, count: int) -> None:
    server, models = superuser(), seed_models(supplier, 1)
    with border.inside(supplier, ACTOR, via="command"):
        issue_invoices(models, today=TODAY)
    kept = columns(server, supplier.schema_name, "invoices_document", SET)
    at = sql.Identifier(supplier.schema_name)
    insert = sql.SQL(INSERT).format(at=at, names=names(kept), values=names(kept, "d"))
    begun = time.perf_counter()
    server.execute(insert, {"count": count, "today": TODAY, "models": models, "many": len(models)})
    server.execute(sql.SQL("VACUUM ANALYZE {}.invoices_document").format(at))
    analyze(server, [supplier.schema_name], ["invoices_document", "partners_partner"])
    print(f"seeded in {time.perf_counter() - begun:.0f} s", flush=True)


def _measure(count: int, rounds: int) -> None:
    everywhere = Document.objects.order_by("-id").values_list("total", flat=True)[0]
    texts = ("B-1", f"B-{count // 2}", str(count // 2)[:5], "777", "zzz", f"{everywhere:.2f}", "0.01")
    for text in texts:
        wanted = wanted_of(text)
        for direction in (Direction.OUTGOING, Direction.INCOMING):
            _print(f"{text} {direction.label.lower()}", rounds, partial(found_documents, direction, wanted))
        _print(f"{text} organizations", rounds, partial(found_partners, wanted))


def _print(name: str, rounds: int, find: Callable[[], list[Hit]]) -> None:
    find()
    runs = [timed(find) for _ in range(rounds)]
    seconds = statistics.median(run.seconds for run in runs)
    print(f"{name}: {seconds * 1000:.1f} ms, {runs[-1].statements} statements, {len(find())} found", flush=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--buyers", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    main()
