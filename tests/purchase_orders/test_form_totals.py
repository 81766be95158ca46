"""Totals of a purchase order while its form is filled in: by line type, tracked or not, in its currency."""

from __future__ import annotations

import pytest
from django.urls import reverse

from purchase_orders.models import PurchaseOrder
from tests.building import order
from tests.purchase_orders.pages import form_of, line, page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
NEW = "/purchase-orders/new/"
HEADER = {"po_id": "PO-1", "effective": "2026-01", "expiration": "2026-12"}


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def add(betty):
    """Fill in the new page's own form and send it."""

    def send(**typed: str):
        return betty.post(NEW, form_of(betty.get(NEW), **(HEADER | typed)))

    return send


def totals_in(answer) -> list[str]:
    """The words of the totals, a text for each term and figure."""
    return [
        " ".join(part.text_content().split())
        for part in page_of(answer).xpath("//*[@id='totals']//*[self::dt or self::dd]")
    ]


MIXED = (
    line(0, quantity="10", unit_price="100.50", tax="19 %")
    | line(1, quantity="3", unit_price="9.99", tax="1.00 EUR", type="SERVICES")
    | line(2, quantity="1", unit_price="50", type="SERVICES", is_tracked="")
)


def test_totals_follow_what_is_typed_by_line_type_and_tracking_and_nothing_is_written(add, door):
    answer = add(**MIXED, live_totals="1")
    assert answer.status_code == 200
    assert totals_in(answer) == [
        "All charges · 1 line", "1,195.95 EUR", "Services · 2 lines", "80.97 EUR", "of which tax", "191.95 EUR",
        "Not tracked", "50.00 EUR", "PO value", "1,226.92 EUR",
    ]  # fmt: skip
    values = page_of(answer).xpath("//*[@hx-swap-oob]/text()")
    assert values == ["1,195.95", "30.97", "50.00"]
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


@pytest.mark.parametrize("typed", [{"lines-0-quantity": "ten"}, {"lines-0-unit_price": ""}, {"lines-0-tax": "1 USD"}])
def test_a_line_that_cannot_be_computed_yet_is_left_out_and_told(add, typed):
    answer = add(**MIXED | typed, live_totals="1")
    assert totals_in(answer)[:2] == ["Services · 2 lines", "80.97 EUR"]
    assert "1 line not counted: quantity, price or tax is missing" in words_of(answer)
    assert page_of(answer).xpath("//*[@id='lines-0-value']/text()") == ["—"]


def test_a_removed_line_counts_in_no_total(add):
    answer = add(**MIXED, live_totals="1", **{"lines-0-DELETE": "on"})
    assert totals_in(answer)[:2] == ["Services · 2 lines", "80.97 EUR"]


def test_no_total_is_told_in_a_currency_that_there_is_not(add):
    answer = add(**MIXED, live_totals="1", currency="XXX")
    assert (answer.status_code, totals_in(answer)) == (200, [])


def test_without_a_script_a_button_works_the_totals_out_and_keeps_what_was_typed(add, door):
    answer = add(**MIXED, show_totals="1", description="Half done", effective="")
    assert answer.status_code == 200
    assert totals_in(answer)[-1] == "1,226.92 EUR"
    assert form_of(answer)["description"] == ["Half done"]
    with door("initech"):
        assert not PurchaseOrder.objects.exists()


def test_totals_of_an_order_in_use_are_in_its_own_currency_whatever_is_sent(betty, door, used):
    with door("initech"):
        made = order("PO-1", currency="USD")
        used(made, "1.00")
    path = reverse("purchase_orders:edit", args=[made.public_id])
    answer = betty.post(path, form_of(betty.get(path), live_totals="1"))
    assert totals_in(answer)[-1] == "1,190.00 USD"


def test_a_form_with_errors_shows_its_totals(add):
    assert totals_in(add(**MIXED | {"effective": "soon"}))[-1] == "1,226.92 EUR"
