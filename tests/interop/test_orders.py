"""Real orders of others are read as an independent extract says, or refused with the reason."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from purchase_orders.models import PurchaseOrder
from purchase_orders.ubl_order.reading import read_order
from purchase_orders.ubl_order.refusals import NotAnOrder
from tests.interop.samples import SAMPLES, need

pytestmark = pytest.mark.interop
need("orders", "orders")

INDEX = json.loads((SAMPLES / "index" / "orders.json").read_text(encoding="utf-8"))
UBL = sorted(name for name, said in INDEX.items() if said["syntax"] == "UBL Order")
OTHERS = sorted(set(INDEX) - set(UBL))


@pytest.mark.parametrize("name", UBL)
def test_an_order_is_read_as_the_extract_says(name):
    said, order = INDEX[name], read_order((SAMPLES / name).read_bytes())
    assert (order.number, str(order.issue_date), order.currency) == (
        said["number"],
        said["issue_date"],
        said["currency"],
    )
    assert (order.buyer.name, order.seller.name) == (said["buyer"], said["seller"])
    found = [(line.number, line.quantity, line.unit, line.net, line.price, line.name) for line in order.lines]
    assert found == [
        (line["id"], Decimal(line["qty"]), line["unit"], Decimal(line["net"]), Decimal(line["price"]), line["item"])
        for line in said["lines"]
    ]
    assert [line.product_code for line in order.lines] == [line["seller_item_id"] for line in said["lines"]]
    charges = sum(each.amount for each in order.adjustments if each.is_charge)
    assert charges == Decimal(said["totals"]["charge"])


@pytest.mark.parametrize("name", OTHERS)
def test_an_order_of_another_syntax_is_refused_by_its_name(name):
    with pytest.raises(NotAnOrder, match=r"Order-X document, not a UBL 2\.1 Order"):
        read_order((SAMPLES / name).read_bytes())


@pytest.mark.django_db
def test_every_order_sample_is_created_by_the_import_page_or_refused_with_the_reason(browser_of, door):
    browser = browser_of("initech", "betty")
    for name, said in INDEX.items():
        file = SimpleUploadedFile(Path(name).name, (SAMPLES / name).read_bytes())
        url = browser.post("/imports/new/purchase-orders/", {"file": file}).url
        page = browser.get(url).context["page"]
        if name in OTHERS:
            [problem] = page.problems
            assert "Order-X document, not a UBL 2.1 Order" in problem.words
            continue
        assert (page.problems, page.rows[0].name, page.rows[0].facts["Bill from"]) == (
            (),
            said["number"],
            said["seller"],
        )
        assert browser.post(f"{url}confirmation/", {"seen": page.seen}).status_code == 303
        with door("initech"):
            made = PurchaseOrder.objects.get(po_id=said["number"])
            assert (made.currency, made.bill_from.name) == (said["currency"], said["seller"])
            found = {line.number: (line.quantity, line.unit_price, line.product_code) for line in made.lines.all()}
        for line in said["lines"]:
            assert found[line["id"]] == (Decimal(line["qty"]), Decimal(line["price"]), line["seller_item_id"])
