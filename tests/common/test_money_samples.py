"""Roundings, splits and credits of other products, read from the sample data; `docs/rounding.md` names the rest."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from common.money import minor_units, percentage, proportion, round_money, split
from common.totals import Credited, LineInput, TaxTotal, document_totals, partial_credit_tax
from tests.interop.samples import SAMPLES, need

pytestmark = pytest.mark.interop

need("facts", "facts of other products")

NOTHING = Credited(Decimal(0), Decimal(0))


def case(number: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What goes in and what is expected to come out."""
    table = "payment_terms" if number.startswith("PT") else "rounding_tax"
    cases = json.loads((SAMPLES / "facts" / f"{table}.json").read_text(encoding="utf-8"))["cases"]
    found = next(each for each in cases if each["id"] == number)
    return found["input"], found["expected"]


def euros(cents: int | str) -> Decimal:
    return round_money(Decimal(cents) / 100, "EUR")


@pytest.mark.parametrize("number", ["RT-001", "RT-003", "RT-004"])
def test_a_partial_credit_note_has_the_same_net_tax_and_total(number: str) -> None:
    given, expected = case(number)
    rate, net = Decimal(given["tax_percent"]), euros(given["net_cents"])
    invoiced = TaxTotal("S", rate, net, percentage(net, rate, "EUR"))
    credit_net = euros(given.get("credited_precise_cents", given.get("credit_net_cents")))
    credit_tax = partial_credit_tax(credit_net, invoiced, NOTHING, "EUR")
    assert invoiced.tax == euros(expected["tax_cents"])
    assert credit_net == euros(expected.get("credit_net_cents", given.get("credit_net_cents")))
    assert credit_tax == euros(expected["credit_tax_cents"])
    assert credit_net + credit_tax == euros(expected["credit_total_cents"])


def test_a_total_is_the_sum_of_rounded_parts() -> None:
    given, expected = case("RT-006")
    one = LineInput(Decimal(1), euros(given["net_cents"]), Decimal(0), "S", Decimal(25))
    totals = document_totals([one], currency="EUR")
    assert totals.tax == euros(given["tax_cents"])
    assert totals.total == euros(expected["total_cents"])


@pytest.mark.parametrize("number", ["RT-025", "RT-029", "RT-030"])
def test_cents_are_shared_the_same_way_where_the_weights_are_equal(number: str) -> None:
    given, expected = case(number)
    weights = [Decimal(weight) for weight in given["ratio"].split(":")]
    assert split(Decimal(given["cents"]), weights, "JPY") == expected["parts"]


def test_of_equal_fractions_the_larger_weight_wins_here_and_the_first_there() -> None:
    given, expected = case("RT-027")
    ours = split(Decimal(given["cents"]), [Decimal(3), Decimal(7)], "JPY")
    assert (ours, expected["parts"]) == ([1, 4], [2, 3])


@pytest.mark.parametrize("number", ["RT-045", "RT-046", "RT-047"])
def test_half_up_elsewhere_is_half_away_from_zero_here(number: str) -> None:
    given, expected = case(number)
    assert round_money(Decimal(given["value"]), "JPY") == Decimal(expected["result"])


@pytest.mark.parametrize("number", ["RT-065", "RT-066", "RT-067"])
def test_an_amount_comes_to_the_same_minor_units(number: str) -> None:
    given, expected = case(number)
    assert minor_units("JPY") == given["currency_decimals"]
    assert round_money(Decimal(given["value"]), "JPY") == expected["minor"]


def test_a_price_of_three_decimals_is_multiplied_before_it_is_rounded() -> None:
    given, expected = case("RT-061")
    one = LineInput(Decimal(given["quantity"]), Decimal(given["unit_price"]), Decimal(0), "S", Decimal(0))
    assert document_totals([one], currency="EUR").total == Decimal(expected["total"])


def test_ten_of_thirty_one_days_cost_the_same() -> None:
    given, expected = case("RT-069")
    days, period = Decimal(given["credited_days"]), Decimal(given["period_days"])
    assert proportion(Decimal(given["amount"]), days, period, "EUR") == Decimal(expected["credit"])


def test_a_third_of_ten_is_rounded_the_same_way() -> None:
    given, expected = case("RT-031")
    thirds = proportion(Decimal(given["cents"]), Decimal(1), Decimal(given["divisor"]), "JPY")
    assert thirds == expected["cents"]


@pytest.mark.parametrize("number", ["RT-032", "RT-036"])
def test_a_tie_rounded_to_even_elsewhere_is_rounded_away_from_zero_here(number: str) -> None:
    given, expected = case(number)
    tie = Decimal(given["value"]) if "value" in given else Decimal(given["cents"]) / Decimal(given["divisor"])
    theirs = Decimal(expected.get("result", expected.get("cents")))
    assert round_money(tie, "JPY") == theirs + 1


@pytest.mark.parametrize(
    ("number", "weights", "total"),
    [("PT-076", ["50", "50"], "1150.00"), ("PT-077", ["50", "50"], "0.03"), ("PT-084", ["40", "30", "30"], "1000.00")],
)
def test_a_total_in_parts_is_the_same_to_the_cent(number: str, weights: list[str], total: str) -> None:
    given, expected = case(number)
    amounts = expected.get("amounts") or [each["amount"] for each in expected["instalments"]]
    assert given["total"] == total
    parts = split(Decimal(total), [Decimal(weight) for weight in weights], "EUR")
    assert parts == [Decimal(amount) for amount in amounts]


def test_a_discount_of_the_gross_falls_on_net_and_tax_in_proportion() -> None:
    given, expected = case("PT-064")
    net = sum(Decimal(line["net"]) for line in given["lines"])
    gross = Decimal(expected["total"])
    discount = percentage(gross, Decimal(given["discount_percent"]), "EUR")
    assert gross - discount == Decimal(expected["amount_to_pay"])
    assert split(discount, [Decimal(net), gross - net], "EUR") == [
        Decimal(expected["discount_on_net"]),
        Decimal(expected["discount_on_tax"]),
    ]
