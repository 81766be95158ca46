"""UBL orders as files: what was understood is shown with what differs, mistakes with their place, then created."""

from __future__ import annotations

from decimal import Decimal

import pytest

from partners.models import Partner, Side
from purchase_orders.models import PurchaseOrder
from tests.imports.test_orders_from_files import confirmed, page_of, problems, sent
from tests.purchase_orders.from_files.sheets import GOOD, filled
from tests.purchase_orders.ubl_order.orders import ALLOWANCE, order_xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def xml(content=None, name="order.xml"):
    return name, content or order_xml()


def test_an_order_is_shown_with_what_differs_and_then_created(betty, door):
    answer = sent(betty, xml(order_xml(more=ALLOWANCE)))
    page = page_of(betty, answer)
    [row] = page.rows
    assert row.facts["Valid"] == "1 Apr – 30 Jun 2026"
    assert any("is not taken over; lines hold no discounts." in note for note in row.notes)
    assert any("is no supplier here yet; it is added with the order." in note for note in row.notes)
    assert confirmed(betty, answer.url).status_code == 303
    with door("initech"):
        made = PurchaseOrder.objects.get()
        assert (made.po_id, made.bill_from.name) == (row.name, row.facts["Bill from"])
        assert made.lines.get().value == Decimal("178.50")


def test_a_supplier_that_is_here_is_found_again(betty, door):
    confirmed(betty, sent(betty, xml()).url)
    with door("initech"):
        PurchaseOrder.objects.update(po_id="OLD", po_key="old")
        count = Partner.objects.filter(side=Side.SUPPLIER).count()
    url = sent(betty, xml()).url
    [row] = betty.get(url).context["page"].rows
    assert not any("no supplier here yet" in note for note in row.notes)
    confirmed(betty, url)
    with door("initech"):
        assert Partner.objects.filter(side=Side.SUPPLIER).count() == count
        assert PurchaseOrder.objects.values("bill_from").distinct().count() == 1


def test_a_value_that_cannot_be_read_is_told_with_its_line_in_the_file(betty):
    broken = order_xml().replace(b">3</cbc:Quantity>", b">three</cbc:Quantity>")
    told = problems(betty, xml(broken))
    assert [words for _, words in told] == ["“three” is not a number."]
    assert told[0][0].startswith("order.xml: Quantity, XML line ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html></html>", "The file is a web page (HTML), not XML."),
        (b"<a/>", "The file is a document of the kind a, not a UBL 2.1 Order."),
        (b"%PDF-1.7", "The file is a PDF, not XML."),
        (b"<a>", "The XML is not well formed in line 1"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares a document type"),
        (b"", "The file is empty."),
    ],
    ids=["html", "other", "pdf", "broken", "doctype", "empty"],
)
def test_a_file_that_is_no_order_is_told_with_its_name(betty, content, words):
    [(place, said)] = problems(betty, xml(content or b" ", "a.xml"))
    assert place == "a.xml"
    assert words in said


def test_workbooks_and_orders_come_in_together(betty, door):
    url = sent(betty, xml(), ("b.xlsx", filled(GOOD))).url
    assert [row.name for row in betty.get(url).context["page"].rows][1] == "PO-1"
    confirmed(betty, url)
    with door("initech"):
        assert PurchaseOrder.objects.count() == 2


def test_the_same_order_twice_is_refused_by_its_name(betty):
    confirmed(betty, sent(betty, xml()).url)
    [(place, words)] = problems(betty, xml())
    assert place.startswith("order.xml: order ")
    assert words.endswith("already.")
