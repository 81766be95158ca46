"""The tables of a real purchasing system: every order, its figures, and the invoices that its receipts call for."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

import pytest
from django.core.management import call_command

from common.dates import last_of_month
from common.money import round_money
from invoices.models import Document
from invoices.operations.receive import receive_einvoice
from ledger.books import check_books
from purchase_orders.book import ChargeType, InvoiceLineToMatch, InvoiceToMatch
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.match import match_and_lock
from purchase_orders.order_csv import CURRENCY, Listed, Vendor, listed_orders
from tests.interop.samples import SAMPLES, need

pytestmark = [pytest.mark.interop, pytest.mark.django_db]
need("purchasing", "tables of a purchasing system")

FOLDER = SAMPLES / "purchasing"
SAMPLE, REJECTED_OF_SAMPLE = 100, 8
UBL = "urn:oasis:names:specification:ubl:schema:xsd"
INVOICE = f"""<Invoice xmlns="{UBL}:Invoice-2" xmlns:cac="{UBL}:CommonAggregateComponents-2"
 xmlns:cbc="{UBL}:CommonBasicComponents-2"><cbc:ID>INV-{{po}}</cbc:ID><cbc:IssueDate>{{on}}</cbc:IssueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>{{po}}</cbc:ID></cac:OrderReference><cac:AccountingSupplierParty><cac:Party>
<cac:PostalAddress><cbc:CityName>{{city}}</cbc:CityName><cac:Country><cbc:IdentificationCode>{{country}}</cbc:IdentificationCode>
</cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>{{name}}</cbc:RegistrationName>
</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty><cac:AccountingCustomerParty><cac:Party>
<cac:PartyLegalEntity><cbc:RegistrationName>Initech AG</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party>
</cac:AccountingCustomerParty><cac:LegalMonetaryTotal>
<cbc:LineExtensionAmount currencyID="USD">{{total}}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="USD">{{total}}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="USD">{{total}}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="USD">{{total}}</cbc:PayableAmount></cac:LegalMonetaryTotal>{{lines}}</Invoice>"""
LINE = """<cac:InvoiceLine><cbc:ID>{no}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="USD">{net}</cbc:LineExtensionAmount><cac:Item><cbc:Name>{code}</cbc:Name>
<cac:SellersItemIdentification><cbc:ID>{code}</cbc:ID></cac:SellersItemIdentification></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="USD">{net}</cbc:PriceAmount></cac:Price></cac:InvoiceLine>"""


@dataclass(frozen=True)
class Brought:
    """What came in by the command, by PO ID, what it printed, and what an independent extract of the tables says."""

    listed: list[Listed]
    orders: dict[str, PurchaseOrder]
    index: dict[str, Any]
    told: str


@pytest.fixture
def brought(door) -> Iterator[Brought]:
    listed, told = list(listed_orders(FOLDER)), StringIO()
    index = json.loads((SAMPLES / "index" / "adventureworks_po_match.json").read_text(encoding="utf-8"))
    call_command("import_purchase_orders", FOLDER, organization="initech.localhost", stdout=told)
    with door("initech"):
        orders = {order.po_id: order for order in PurchaseOrder.objects.all()}
        yield Brought(listed, orders, index, told.getvalue())


def test_every_order_comes_in_with_the_figures_of_the_extract(brought):
    assert len(brought.orders) == brought.index["summary"]["pos"]
    assert sum(each.exact for each in brought.listed) == Decimal(brought.index["summary"]["order_value"])
    of_product = PurchaseOrderLine.objects.exclude(product_code="")
    assert of_product.count() == brought.index["summary"]["lines"]
    said = {str(each["po"]): Decimal(each["order_value"]) for each in brought.index["purchase_orders"]}
    assert {each.facts.po_id: each.exact for each in brought.listed} == said


def test_the_command_tells_the_exact_sum_and_the_rounded_one_beside_it(brought):
    lines = [(Decimal(row["OrderQty"]), Decimal(row["UnitPrice"])) for row in table("purchase_order_details")]
    exact = sum(quantity * price for quantity, price in lines)
    rounded = sum(round_money(quantity * price, CURRENCY) for quantity, price in lines)
    assert exact == Decimal(brought.index["summary"]["order_value"])
    assert brought.told.splitlines() == [
        "2,396 purchase orders, 54 of them suspended",
        f"quantity × price: {exact.normalize():f} USD; in whole cents a line: {rounded:f} USD",
    ]


def test_every_order_is_in_dollars_from_the_month_it_was_ordered_through_the_month_it_was_due(brought):
    ordered = {row["PurchaseOrderID"]: date.fromisoformat(row["OrderDate"]) for row in table("purchase_order_headers")}
    due: dict[str, date] = defaultdict(lambda: date.min)
    for row in table("purchase_order_details"):
        due[row["PurchaseOrderID"]] = max(due[row["PurchaseOrderID"]], date.fromisoformat(row["DueDate"]))
    assert {order.currency for order in brought.orders.values()} == {"USD"}
    days = {po_id: (order.effective, order.expiration) for po_id, order in brought.orders.items()}
    assert days == {po_id: (on.replace(day=1), last_of_month(due[po_id])) for po_id, on in ordered.items()}
    lines = PurchaseOrderLine.objects.select_related("order")
    assert all((line.starts_on, line.ends_on) == (line.order.effective, line.order.expiration) for line in lines)


def test_products_stand_on_lines_for_all_charges_and_freight_on_one_for_services(brought):
    code = {row["ProductID"]: row["ProductNumber"] for row in table("products")}
    ordered = sorted((row["PurchaseOrderID"], code[row["ProductID"]]) for row in table("purchase_order_details"))
    of_type = {
        kind: sorted(PurchaseOrderLine.objects.filter(type=kind).values_list("order__po_id", "product_code"))
        for kind in ("ALL", "SERVICES")
    }
    assert of_type["ALL"] == ordered
    assert {product for _, product in of_type["SERVICES"]} == {""}
    assert len(of_type["ALL"]) + len(of_type["SERVICES"]) == PurchaseOrderLine.objects.count()


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
    assert (len(billed), sum(match.order_id is None for match in matches)) == (2396, 54)
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


def test_real_invoices_over_a_sample_of_receipts_are_received_matched_and_booked(brought):
    vendors = {each.facts.po_id: each.vendor for each in brought.listed}
    for invoice, order in sample_of(brought):
        received = receive_einvoice(ubl(invoice, vendors[order.po_id]), f"{order.po_id}.xml")
        on_products = set(received.lines.values_list("order_line__product_code", flat=True))
        if order.is_suspended:
            assert (received.order_id, received.explanation["outcome"], on_products) == (None, "named_dropped", {None})
            assert f"{order.po_id} is suspended" in headline(from_json(received.explanation))
        else:
            assert (received.order_id, on_products) == (order.pk, {line.product_code for line in invoice.lines})
    documents = Document.objects.all()
    assert (documents.count(), documents.filter(order=None).count()) == (SAMPLE, REJECTED_OF_SAMPLE)
    assert list(check_books()) == []


def sample_of(brought: Brought) -> list[tuple[InvoiceToMatch, PurchaseOrder]]:
    """So many of the invoices, spread over the years, with some of the rejected orders among them."""
    billed = list(invoices_of_receipts(brought))
    rejected = [each for each in billed if each[1].is_suspended][:REJECTED_OF_SAMPLE]
    others = [each for each in billed if not each[1].is_suspended]
    return others[:: len(others) // SAMPLE][: SAMPLE - REJECTED_OF_SAMPLE] + rejected


def ubl(invoice: InvoiceToMatch, vendor: Vendor) -> bytes:
    """The invoice as its vendor would send it, without tax."""
    total = sum(line.gross for line in invoice.lines)
    lines = "".join(LINE.format(no=line.key, net=line.gross, code=line.product_code) for line in invoice.lines)
    return INVOICE.format(
        po=invoice.po_number, on=invoice.issue_date, name=escape(vendor.name), city=escape(vendor.city),
        country=vendor.country, total=total, lines=lines,
    ).encode()  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def invoices_of_receipts(brought: Brought) -> Iterator[tuple[InvoiceToMatch, PurchaseOrder]]:
    """One invoice an order over what was received of it, issued in the month it was due, naming its PO."""
    code = {row["ProductID"]: row["ProductNumber"] for row in table("products")}
    received: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in table("purchase_order_details"):
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
