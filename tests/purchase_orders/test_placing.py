"""Where the lines of an invoice go in an order that a person chose, and what speaks against it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from purchase_orders.book import BookOrder, InvoiceToMatch
from purchase_orders.placing import suggested, targets, without_uses
from tests.purchase_orders.matching_cast import MARCH, book, charge, invoice, item, po

IDES = ("2026-03-01", "2026-03-15")
FEBRUARY = ("2026-02-01", "2026-02-28")


def numbers(wanted: InvoiceToMatch, order: BookOrder) -> list[str]:
    """The line items suggested for the lines, "–" for none."""
    found = suggested(wanted, order)
    return [found[line.key].number if found[line.key] else "–" for line in wanted.lines]


def one(*lines, **facts) -> BookOrder:
    return book(po("PO-A", *lines, **facts)).orders[0]


def warned(wanted: InvoiceToMatch, order: BookOrder) -> list[tuple[str, ...]]:
    return [target.warnings for target in targets(wanted, order, suggested(wanted, order))]


def test_lines_go_where_the_rule_would_put_them():
    order = one(item("MONTHLY_USAGE", "1"), item("SERVICES", "2"), item("ALL", "3"))
    wanted = invoice(charge("services"), charge("usage"), charge("unknown"))
    assert numbers(wanted, order) == ["2", "1", "3"]
    assert warned(wanted, order) == [(), (), ()]


def test_where_nothing_qualifies_the_type_counts_before_the_dates_and_the_dates_before_the_number():
    order = one(
        item("SERVICES", "1"),
        item("MONTHLY_USAGE", "3", during=FEBRUARY),
        item("MONTHLY_USAGE", "2", during=("2026-01-01", "2026-01-31")),
    )
    assert numbers(invoice(charge()), order) == ["3"]


def test_an_order_without_line_items_has_nothing_to_suggest():
    assert suggested(invoice(charge()), replace(one(), lines=())) == {1: None}


def test_a_suspended_order_is_suggested_from_like_any_other():
    assert numbers(invoice(charge()), one(item("MONTHLY_USAGE", "7"), is_suspended=True)) == ["7"]


@pytest.mark.parametrize(
    ("wanted", "order", "warning"),
    [
        (invoice(charge()), one(item(during=FEBRUARY)), "Line 1 ends 28 Feb, the invoice bills Mar."),
        (invoice(charge()), one(item(during=IDES)), "Line 1 ends 15 Mar, the invoice bills 31 Mar."),
        (
            invoice(charge(during=FEBRUARY)),
            one(item(during=("2027-01-01", "2027-12-31"))),
            "Line 1 starts 1 Jan 2027, the invoice bills Feb 2026.",
        ),
        (invoice(charge()), one(item("SERVICES")), "Line 1 is not for usage, which the invoice bills here."),
        (invoice(charge(seller="hooli")), one(item(seller="globex")), "Line 1 is for what globex supplies."),
        (invoice(charge(seller="hooli")), one(seller_of_record="globex"), "Line 1 is for what globex supplies."),
        (invoice(charge(gross="100.00")), one(item(left="30.00")), "Line 1 falls 70.00 EUR below zero."),
    ],
    ids=["ended", "ended in the month", "starts", "type", "seller of the line", "seller of the order", "balance"],
)  # fmt: skip
def test_what_does_not_fit_is_a_warning(wanted, order, warning):
    assert warned(wanted, order) == [(warning,)]


def test_a_line_left_out_says_that_it_uses_nothing_up():
    wanted, order = invoice(charge()), one()
    assert targets(wanted, order, {1: None})[0].warnings == ("Stays without a PO line and uses nothing up.",)


def test_two_lines_on_one_line_item_fall_below_zero_together():
    wanted = invoice(charge(gross="60"), charge(gross="60"))
    assert warned(wanted, one(item(left="100"))) == [("Line 1 falls 20 EUR below zero.",)] * 2


def test_an_untracked_line_item_and_a_credit_note_never_fall_below_zero():
    assert warned(invoice(charge(gross="60")), one(item(left=None))) == [()]
    assert warned(invoice(charge(gross="-60")), one(item(left="-100"))) == [()]


def test_what_the_invoice_uses_already_is_not_missing_twice():
    order = one(item(left="0"))
    assert warned(invoice(charge(gross="100")), without_uses(order, {101: Decimal(100)})) == [()]


def test_a_printed_line_number_counts_only_when_the_invoice_names_this_order():
    order = one(item("ALL", "1"), item("ALL", "2"))
    line = charge(line="2")
    assert numbers(invoice(line, names="PO-A"), order) == ["2"]
    assert numbers(invoice(line, names="PO-B"), order) == ["1"]
    assert numbers(invoice(line), order) == ["1"]


def test_a_marketplace_line_goes_to_the_transaction_line_of_the_order_it_names_and_else_to_the_blanket():
    order = one(item("MARKETPLACE_TRANSACTION", "1"), item("MARKETPLACE_BLANKET", "2"))
    assert numbers(invoice(charge("marketplace"), names="PO-A"), order) == ["1"]
    assert numbers(invoice(charge("marketplace"), names="PO-B"), order) == ["2"]


def test_march_is_not_warned_of_in_march():
    assert warned(invoice(charge(during=MARCH)), one(item(during=MARCH), during=MARCH)) == [()]
