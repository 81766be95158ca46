"""Pages of purchase orders: 100 active ones of 100 lines, one of them with many matched invoices; each page end to end.

Run `python benchmarks/orders.py --invoices 10000`.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable

from django.test import Client
from ground import ACTOR, TODAY, standing, superuser
from measuring import timed
from seeds import analyze, seed_models, seed_orders, seed_verified

from invoices.operations.issue import issue_invoices
from people.operations import create_account
from people.permissions import Role
from purchase_orders.models import PurchaseOrder
from tenants import border
from tenants.border import OrganizationRef

PASSWORD = "correct horse battery"
TABLES = (
    "invoices_document",
    "invoices_documentline",
    "purchase_orders_balanceentry",
    "purchase_orders_purchaseorderline",
)
FIELD = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"[^>]*?(?: value="([^"]*)")?[^>]*>')
PAGES = {
    "list": "/purchase-orders/",
    "list, 100 rows": "/purchase-orders/?per=100",
    "list, at risk": "/purchase-orders/?status=at_risk",
    "list, by PO ID": "/purchase-orders/?sort=number",
    "list, search": "/purchase-orders/?q=PO-2026-9",
    "details": "/purchase-orders/{order}/",
    "details, last uses": "/purchase-orders/{order}/?page=900",
    "its matched invoices": "/invoices/of-order/{order}/",
    "its unmatched ones that fit": "/invoices/fitting-order/{order}/",
    "coming notices": "/purchase-orders/{order}/notices/",
    "form of 100 lines": "/purchase-orders/{order}/edit/",
}


class Bench:
    """A buyer with its orders, and a browser of its admin."""

    def __init__(self, supplier: OrganizationRef, buyer: OrganizationRef, asked: argparse.Namespace) -> None:
        self.rounds, server = asked.rounds, superuser()
        seed_orders(server, [buyer], asked.orders, asked.order_lines)
        model = seed_models(supplier, 1)[:1]
        ids = seed_verified(server, supplier, model, asked.invoices)
        begun = time.perf_counter()
        with border.inside(supplier, ACTOR, via="job"):
            issued = sum(issue_invoices(ids[at : at + 500], today=TODAY).issued for at in range(0, len(ids), 500))
        print(f"{issued:,} invoices issued in {time.perf_counter() - begun:.0f} s", flush=True)
        analyze(server, [buyer.schema_name], TABLES)
        with border.inside(buyer, ACTOR, via="command"):
            create_account("admin@buyer.example", "Admin", [Role.ADMIN], password=PASSWORD)
            order = PurchaseOrder.objects.get(po_id="PO-2026-1")
            print(f"{order.po_id}: {order.lines.count()} lines, {_entries(order):,} uses", flush=True)
        self.order = order.public_id
        self.browser = Client(headers={"host": "org-1.localhost"})
        self.browser.post("/sign-in/", {"username": "admin@buyer.example", "password": PASSWORD})

    def page(self, name: str, path: str) -> None:
        path = path.format(order=self.order)
        self._measured(name, lambda: self._get(path))

    def totals(self) -> None:
        """The live totals of the form: everything in it is sent and computed again."""
        path = f"/purchase-orders/{self.order}/edit/"
        shown = self.browser.get(path).content.decode().partition("<template")[0]
        typed = dict(FIELD.findall(shown)) | {"live_totals": "1"}
        typed |= {"lines-TOTAL_FORMS": "100", "lines-INITIAL_FORMS": "0"}
        typed |= {f"lines-{n}-{part}": "10" for n in range(100) for part in ("quantity", "unit_price")}
        self._measured("live totals of 100 lines", lambda: self._post(path, typed))

    def _measured(self, name: str, act: Callable[[], None]) -> None:
        act()
        runs = [timed(act) for _ in range(self.rounds)]
        wall = sorted(run.seconds * 1000 for run in runs)
        late = wall[min(round(0.95 * len(wall)), len(wall) - 1)]
        spent = [sum(getattr(run, of) for run in runs) * 1000 / len(runs) for of in ("python", "database")]
        print(
            f"{name:<28} {statistics.median(wall):6.1f} (p95 {late:6.1f}) ms, processor Python {spent[0]:.0f}"
            f" PostgreSQL {spent[1]:.0f} ms, {runs[-1].statements} statements",
            flush=True,
        )

    def _get(self, path: str) -> None:
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    def _post(self, path: str, typed: dict[str, str]) -> None:
        answer = self.browser.post(path, typed)
        assert answer.status_code == 200, (path, answer.status_code)


def main() -> None:
    asked = _asked()
    with standing(buyers=1) as (supplier, buyers):
        bench = Bench(supplier, buyers[0], asked)
        for name, path in PAGES.items():
            bench.page(name, path)
        bench.totals()


def _entries(order: PurchaseOrder) -> int:
    return sum(line.entries.count() for line in order.lines.all())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=10_000)
    parser.add_argument("--orders", type=int, default=100)
    parser.add_argument("--order-lines", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    main()
