"""A UBL order becomes a purchase order in whole months, and says what it could not take over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from common.safe_xml import NotXml
from purchase_orders.order_rules import check_facts, line_figures
from purchase_orders.ubl_order.as_order import taken_over
from purchase_orders.ubl_order.reading import read_order
from purchase_orders.ubl_order.refusals import NotAnOrder, OrderIncomplete
from tests.purchase_orders.ubl_order.orders import ALLOWANCE, CHARGE, HEAD, LINE, NS, order_xml


def test_dates_become_the_months_they_lie_in():
    facts = taken_over(read_order(order_xml())).facts
    assert (facts.effective, facts.expiration) == (date(2026, 4, 1), date(2026, 6, 30))
    assert [(line.starts_on, line.ends_on) for line in facts.lines] == [(facts.effective, facts.expiration)]


def test_an_order_without_validity_lasts_through_the_last_delivery_it_asks_for():
    start = HEAD.index("<cac:ValidityPeriod>")
    end = HEAD.index("</cac:ValidityPeriod>") + len("</cac:ValidityPeriod>")
    delivery = "<cac:Delivery><cbc:LatestDeliveryDate>2026-05-02</cbc:LatestDeliveryDate></cac:Delivery>"
    facts = taken_over(read_order(order_xml(HEAD[:start] + HEAD[end:], delivery))).facts
    assert (facts.effective, facts.expiration) == (date(2026, 3, 1), date(2026, 5, 31))


def test_a_price_for_several_is_told_for_one_and_tax_is_a_percentage():
    facts = taken_over(read_order(order_xml())).facts
    (line,) = facts.lines
    assert (line.unit_price, line.tax_percent, line.product_code) == (Decimal(50), Decimal(19), "L-1")
    assert line_figures(line, facts.currency) == (Decimal("28.50"), Decimal("178.50"))


def test_the_buyer_s_contact_is_told_about_the_order():
    facts = taken_over(read_order(order_xml())).facts
    assert [(who.email, who.name) for who in facts.contacts] == [("betty@initech.example", "Betty")]


def test_a_charge_of_the_whole_order_is_a_services_line_and_an_allowance_is_told():
    taken = taken_over(read_order(order_xml(more=CHARGE + ALLOWANCE)))
    charge = taken.facts.lines[-1]
    assert (charge.number, charge.type, charge.unit_price, charge.description) == (
        "C1",
        "SERVICES",
        Decimal("25.00"),
        "Transport",
    )
    assert taken.notes == ("The allowance “Loyalty” of 25.00 EUR is not taken over; lines hold no discounts.",)


def test_a_line_whose_net_amount_is_another_is_told():
    taken = taken_over(read_order(order_xml(lines=LINE.replace("150.00", "140.00"))))
    assert taken.notes == ("Line 10 says 140.00 EUR; quantity × price is 150.00, which counts.",)


def test_what_is_taken_over_keeps_the_rules_of_purchase_orders():
    check_facts(taken_over(read_order(order_xml(more=CHARGE))).facts)


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (order_xml(HEAD.replace("<cbc:ID>PO-77</cbc:ID>", "")), "no number"),
        (order_xml(HEAD.replace("2026-03-10", "10.03.2026")), "not a date such as 2026-01-31"),
        (order_xml(HEAD.replace("EUR", "EURO")), "not in ISO 4217"),
        (order_xml(lines=""), "has no lines"),
    ],
    ids=["number", "date", "currency", "lines"],
)
def test_an_order_that_lacks_what_every_order_says_is_refused(xml, said):
    with pytest.raises(OrderIncomplete, match=said):
        read_order(xml)


def test_an_invoice_is_no_order():
    with pytest.raises(NotAnOrder, match="of the kind Invoice"):
        read_order(f'<Invoice xmlns="{NS}:Invoice-2"/>'.encode())


def test_what_is_no_xml_is_refused():
    with pytest.raises(NotXml):
        read_order(b"PO-77;10;Licences")
