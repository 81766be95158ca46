"""The tables of a real purchasing system: every order, its figures, and the invoices that its receipts call for."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from common.money import round_money
from purchase_orders.book import ChargeType, InvoiceLineToMatch, InvoiceToMatch
from purchase_orders.explanation_text import headline
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.import_listed import import_listed
from purchase_orders.operations.match import match_and_lock
from purchase_orders.order_csv import CURRENCY, Listed, listed_orders
from tests.interop.samples import SAMPLES, need

pytestmark = [pytest.mark.interop, pytest.mark.django_db]
need("purchasing", "tables of a purchasing system")

TODAY = date(2026, 11, 20)
FOLDER = SAMPLES / "purchasing"


@dataclass(frozen=True)
class Brought:
    """What came in, by PO ID, and what the independent extract of the same tables says."""

    listed: list[Listed]
    orders: dict[str, PurchaseOrder]
    index: dict[str, Any]


@pytest.fixture
def brought(door) -> Iterator[Brought]:
    listed = list(listed_orders(FOLDER))
    index = json.loads((SAMPLES / "index" / "adventureworks_po_match.json").read_text(encoding="utf-8"))
    with door("initech"):
        orders = {order.po_id: order for order in import_listed(listed, today=TODAY)}
        yield Brought(listed, orders, index)


def test_every_order_comes_in_with_the_figures_of_the_extract(brought):
    assert len(brought.orders) == brought.index["summary"]["pos"]
    assert sum(each.exact for each in brought.listed) == Decimal(brought.index["summary"]["order_value"])
    of_product = PurchaseOrderLine.objects.exclude(product_code="")
    assert of_product.count() == brought.index["summary"]["lines"]
    said = {str(each["po"]): Decimal(each["order_value"]) for each in brought.index["purchase_orders"]}
    assert {each.facts.po_id: each.exact for each in brought.listed} == said


def test_tax_and_freight_of_the_header_stand_on_the_lines_to_the_cent(brought):
    said = {
        str(each["po"]): round_money(Decimal(each["tax"]), CURRENCY) + round_money(Decimal(each["freight"]), CURRENCY)
        for each in brought.index["purchase_orders"]
    }
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in PurchaseOrderLine.objects.select_related("order"):
        found[line.order.po_id] += line.tax_amount + (line.value if line.type == "SERVICES" else 0)
    assert dict(found) == said


def test_rejected_orders_are_suspended_and_no_others(brought):
    rejected = {str(each["po"]) for each in brought.index["purchase_orders"] if each["status"] == "Rejected"}
    assert {po_id for po_id, order in brought.orders.items() if order.is_suspended} == rejected


def test_invoices_made_from_the_receipts_find_their_lines_unless_the_order_was_rejected(brought):
    billed = list(invoices_of_receipts(brought))
    matches = match_and_lock([invoice for invoice, _ in billed])
    line_of = {
        (line.order_id, line.product_code): line.pk for line in PurchaseOrderLine.objects.exclude(product_code="")
    }
    for (invoice, order), match in zip(billed, matches, strict=True):
        if order.is_suspended:
            assert match.order_id is None
            assert "is suspended" in headline(match.explanation)
        else:
            right = [line_of[order.pk, line.product_code] for line in invoice.lines]
            assert (match.order_id, [at.book_line_id for at in match.assignments]) == (order.pk, right)


def test_what_the_receipts_bill_is_what_the_balances_lose(brought):
    billed = list(invoices_of_receipts(brought))
    uses = []
    for (invoice, _), match in zip(billed, match_and_lock([invoice for invoice, _ in billed]), strict=True):
        document = uuid4()
        pairs = zip(invoice.lines, match.assignments, strict=True)
        uses += [Use(at.book_line_id, document, line.key, line.gross) for line, at in pairs if at.book_line_id]
    consume(uses)
    consumed: dict[int, Decimal] = defaultdict(Decimal)
    for use in uses:
        consumed[use.line_id] += use.amount
    found = dict(PurchaseOrderLine.objects.exclude(consumed=0).values_list("pk", "consumed"))
    assert found == {line: amount for line, amount in consumed.items() if amount}


def invoices_of_receipts(brought: Brought) -> Iterator[tuple[InvoiceToMatch, PurchaseOrder]]:
    """One invoice an order over what was received of it, issued in the month it was due, naming its PO."""
    with (FOLDER / "products.csv").open(encoding="utf-8", newline="") as file:
        code = {row["ProductID"]: row["ProductNumber"] for row in csv.DictReader(file)}
    received: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (FOLDER / "purchase_order_details.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if Decimal(row["ReceivedQty"]):
                received[row["PurchaseOrderID"]].append(row)
    for po_id, rows in received.items():
        order = brought.orders[po_id]
        lines = tuple(
            InvoiceLineToMatch(
                key=place,
                charge_type=ChargeType.UNKNOWN,
                gross=round_money(Decimal(row["ReceivedQty"]) * Decimal(row["UnitPrice"]), CURRENCY),
                product_code=code[row["ProductID"]],
            )
            for place, row in enumerate(rows, start=1)
        )
        issued = max(date.fromisoformat(row["DueDate"]) for row in rows)
        yield (
            InvoiceToMatch(
                key=po_id,
                supplier=order.bill_from_id,
                currency=CURRENCY,
                issue_date=issued,
                lines=lines,
                po_number=po_id,
            ),
            order,
        )
