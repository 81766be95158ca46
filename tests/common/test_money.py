"""Rounding to the minor unit: the ISO 4217 table, ties, and agreement with exact fractions."""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from math import floor

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import InvalidAmount
from common.money import (
    UnknownCurrency,
    extended_price,
    minor_units,
    percentage,
    proportion,
    round_money,
    sql_round,
)

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

NO_DECIMALS = [
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
]
THREE_DECIMALS = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]
FOUR_DECIMALS = ["CLF", "UYW"]
NO_MINOR_UNIT = ["XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"]

currencies = st.sampled_from(["JPY", "EUR", "KWD", "CLF"])
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**12), max_value=10**12)


def exactly_rounded(amount: Fraction, decimals: int) -> Fraction:
    """Half away from zero, in whole numbers, as an independent second opinion."""
    units = floor(abs(amount) * 10**decimals + Fraction(1, 2))
    return Fraction(units if amount > 0 else -units, 10**decimals)


def test_every_current_iso_currency_has_the_minor_units_of_the_standard() -> None:
    special = {
        **dict.fromkeys(NO_DECIMALS, 0),
        **dict.fromkeys(THREE_DECIMALS, 3),
        **dict.fromkeys(FOUR_DECIMALS, 4),
    }
    codes = {currency.alpha_3 for currency in pycountry.currencies} - set(NO_MINOR_UNIT)
    assert len(codes) > 150
    assert {code: minor_units(code) for code in codes} == {code: special.get(code, 2) for code in codes}


@pytest.mark.parametrize("code", ["HRK", "BGN", "ANG", "SLL", "CUC"])
def test_a_currency_withdrawn_a_few_years_ago_still_has_two_decimals(code: str) -> None:
    assert minor_units(code) == 2


@pytest.mark.parametrize("code", [*NO_MINOR_UNIT, "", "eur", "EURO", "AAA", "€", "DEM", " EUR", "EUR\n", "ＥＵＲ"])
def test_a_code_without_minor_unit_or_unknown_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        minor_units(code)
    assert refusal.value.code == "unknown_currency"
    assert "ISO 4217" in refusal.value.message


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.13"),
        ("-0.125", "EUR", "-0.13"),
        ("0.135", "EUR", "0.14"),
        ("0.1249999999999999999999999999999999", "EUR", "0.12"),
        ("2.5", "JPY", "3"),
        ("-2.5", "JPY", "-3"),
        ("3.5", "JPY", "4"),
        ("0.125", "JPY", "0"),
        ("2.5", "EUR", "2.50"),
        ("-0.125", "KWD", "-0.125"),
        ("0.0005", "EUR", "0.00"),
        ("0.0005", "KWD", "0.001"),
        ("1.00005", "CLF", "1.0001"),
        ("7", "EUR", "7.00"),
        ("123456789012345678901234567890.125", "EUR", "123456789012345678901234567890.13"),
    ],
)
def test_a_tie_is_rounded_away_from_zero(amount: str, currency: str, rounded: str) -> None:
    assert str(round_money(Decimal(amount), currency)) == rounded


@pytest.mark.parametrize("amount", ["-0.004", "-0", "0"])
def test_nothing_is_never_a_negative_zero(amount: str) -> None:
    assert str(round_money(Decimal(amount), "EUR")) == "0.00"


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(amount: str) -> None:
    with pytest.raises(InvalidAmount):
        round_money(Decimal(amount), "EUR")


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, currencies)
def test_rounding_agrees_with_exact_fractions(amount: Decimal, currency: str) -> None:
    rounded = round_money(amount, currency)
    assert Fraction(rounded) == exactly_rounded(Fraction(amount), minor_units(currency))
    assert -int(rounded.as_tuple().exponent) == minor_units(currency)


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, currencies)
def test_rounding_twice_and_rounding_the_negative_change_nothing(amount: Decimal, currency: str) -> None:
    rounded = round_money(amount, currency)
    assert round_money(rounded, currency) == rounded
    assert round_money(-amount, currency) == -rounded


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, amounts, amounts, currencies)
def test_quantity_times_price_less_discount_is_rounded_once(
    quantity: Decimal, price: Decimal, discount: Decimal, currency: str
) -> None:
    exact = Fraction(quantity) * Fraction(price) - Fraction(discount)
    net = extended_price(quantity, price, discount, currency)
    assert Fraction(net) == exactly_rounded(exact, minor_units(currency))


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, st.decimals(places=4, min_value=0, max_value=100), currencies)
def test_a_percentage_is_rounded_once(amount: Decimal, percent: Decimal, currency: str) -> None:
    exact = Fraction(amount) * Fraction(percent) / 100
    assert Fraction(percentage(amount, percent, currency)) == exactly_rounded(exact, minor_units(currency))


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, amounts, amounts.filter(bool), currencies)
def test_a_proportion_is_rounded_once(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> None:
    exact = Fraction(amount) * Fraction(part) / Fraction(whole)
    assert Fraction(proportion(amount, part, whole, currency)) == exactly_rounded(exact, minor_units(currency))


def test_a_quotient_a_hair_below_a_tie_is_rounded_down() -> None:
    just_below = Decimal("0.124" + "9" * 140)
    assert proportion(just_below, Decimal(1), Decimal(1), "EUR") == Decimal("0.12")


def test_the_database_rounds_a_numeric_and_never_a_float() -> None:
    assert sql_round("quantity * unit_price", "%s") == "round((quantity * unit_price)::numeric, %s)"
