"""Numbers out of text: what is taken, what is refused, and that every refusal says what is allowed."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.errors import InvalidAmount
from common.money import UnknownCurrency, minor_units, round_money
from common.numbers import InvalidNumber, parse_amount, parse_percent, parse_quantity, parse_whole_number
from common.typed_numbers import retyped, typed_amount, typed_percent, typed_quantity

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.5", "EUR", "12.50"),
        ("-12.50", "EUR", "-12.50"),
        (" 7 ", "EUR", "7.00"),
        ("0012", "JPY", "12"),
        ("1.234", "KWD", "1.234"),
        ("999999999999999.99", "EUR", "999999999999999.99"),
        ("0000000000000000000001", "EUR", "1.00"),
        ("-0", "EUR", "0.00"),
    ],
)
def test_an_amount_is_read_with_the_decimals_of_its_currency(text: str, currency: str, amount: str) -> None:
    assert str(parse_amount(text, currency)) == amount


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("NaN", "no amount"),
        ("-Infinity", "no amount"),
        ("inf", "no amount"),
        ("1e3", "exponent"),
        ("1.5E-7", "exponent"),
        ("１２", "digits 0 to 9"),
        ("٣", "digits 0 to 9"),
        ("1,234.56", "separators"),
        ("1 000", "separators"),
        ("1_000", "separators"),
        ("12,50", "separators"),
        ("€5", "words"),
        ("0x1F", "words"),
        ("+5", "signs"),
        ("--5", "signs"),
        (".5", "digits only, such as 1250.50"),
        ("5.", "digits only, such as 1250.50"),
        ("12.345", "up to 2 decimals in EUR"),
        ("12.500", "up to 2 decimals in EUR"),
        ("1000000000000000", "At most 15 digits"),
        ("9" * 5000, "At most 15 digits"),
    ],
)
def test_an_amount_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(text, "EUR")
    assert reason in refusal.value.message
    assert refusal.value.field == "amount"


def test_a_currency_without_decimals_takes_none() -> None:
    with pytest.raises(InvalidAmount, match="no decimals in JPY"):
        parse_amount("12.5", "JPY")


def test_an_amount_of_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UnknownCurrency):
        parse_amount("1", "ABC")


def test_the_field_of_a_refusal_is_the_one_that_was_named() -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount("x", "EUR", field="prepaid")
    assert refusal.value.field == "prepaid"


@pytest.mark.parametrize("text", ["0.00000001", "-123456789012345.12345678", "3"])
def test_a_quantity_keeps_eight_decimals(text: str) -> None:
    assert parse_quantity(text) == Decimal(text)


@pytest.mark.parametrize("text", ["0.000000001", "1e2", "NaN", "", "３", "1,5"])
def test_a_quantity_is_as_strict_as_an_amount(text: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_quantity(text)
    assert refusal.value.field == "quantity"


@pytest.mark.parametrize("text", ["0", "100", "19", "7.7", "23.3333"])
def test_a_percentage_lies_between_nothing_and_all(text: str) -> None:
    assert parse_percent(text) == Decimal(text)


@pytest.mark.parametrize("text", ["-1", "100.0001", "19%", "1.00001", "1e1"])
def test_any_other_percentage_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        parse_percent(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("999", 999), ("030", 30), ("000000999", 999)])
def test_a_whole_number_is_read(text: str, number: int) -> None:
    assert parse_whole_number(text, 0, 999, field="days") == number


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("-1", "negative"),
        ("1.5", "fraction"),
        ("1,5", "fraction"),
        ("1e2", "exponent"),
        ("30 days", "Only digits"),
        (" 30", "Only digits"),
        ("30\n", "Only digits"),
        ("+30", "Only digits"),
        ("３０", "digits 0 to 9"),
        ("³", "digits 0 to 9"),
        ("1000", "outside the range"),
        ("9" * 5000, "outside the range"),
    ],
)
def test_a_whole_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidNumber) as refusal:
        parse_whole_number(text, 0, 999, field="days")
    assert reason in refusal.value.message
    assert "whole number from 0 to 999" in refusal.value.message
    assert refusal.value.field == "days"


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.decimals(places=3, min_value=-(10**14), max_value=10**14), st.sampled_from(["JPY", "EUR", "KWD"]))
def test_an_amount_written_out_is_read_back(amount: Decimal, currency: str) -> None:
    rounded = round_money(amount, currency)
    assert parse_amount(f"{rounded:f}", currency) == rounded
    assert typed_amount(f"{rounded:f}".replace(".", ","), currency, own_mark=",") == rounded
    assert typed_amount(f"{rounded:,f}", currency) == rounded
    assert typed_quantity(retyped(rounded)) == rounded


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=12))
@example("٣.٥")
@example("1e5")
def test_any_text_is_either_an_exact_amount_or_refused(text: str) -> None:
    try:
        amount = parse_amount(text, "EUR")
    except InvalidAmount:
        return
    assert text.strip().isascii()
    assert amount == Decimal(text.strip())
    assert -int(amount.as_tuple().exponent) == minor_units("EUR")


# What people type


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1250", "1250"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("1,250.00", "1250.00"),
        ("1.250,00", "1250.00"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1 250", "1250"),
        ("1\u00a0250,75", "1250.75"),
        ("1’250.75", "1250.75"),
        ("0,125", "0.125"),
        ("1234.567", "1234.567"),
        ("1.2550", "1.2550"),
        ("−1,250.5", "-1250.5"),
    ],
)
def test_the_separators_of_either_language_are_taken_where_they_are_certain(text: str, quantity: str) -> None:
    assert str(typed_quantity(text)) == quantity


@pytest.mark.parametrize(
    ("text", "way_out"),
    [("1.000", "Write 1000 or 1.0000."), ("1,000", "Write 1000 or 1.0000."), ("12,500", "Write 12500 or 12.5000.")],
)
def test_what_may_be_a_thousand_or_a_fraction_is_asked_back(text: str, way_out: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        typed_quantity(text)
    assert text in refusal.value.message
    assert way_out in refusal.value.message


@pytest.mark.parametrize("text", ["1,25,000", "1.2.3", "1,000.000.00", ",5", "5.", "1 25", "1,2 3", "1.250,000,00"])
def test_separators_that_stand_where_none_belong_are_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        typed_quantity(text)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("1,250", "JPY", "1250"),
        ("1.250", "KWD", "1.250"),
        ("1.2500", "EUR", "1.25"),
        ("190.5000", "KWD", "190.500"),
        ("1,250.50", "EUR", "1250.50"),
    ],
)
def test_an_amount_is_read_by_the_decimals_of_its_currency(text: str, currency: str, amount: str) -> None:
    assert typed_amount(text, currency) == Decimal(amount)


def test_a_percentage_is_never_a_thousand() -> None:
    assert typed_percent("7,125") == typed_percent("7.125") == Decimal("7.125")


def test_a_stored_number_is_shown_so_that_it_is_taken_back() -> None:
    assert [retyped(Decimal(text)) for text in ("1.25500000", "12.50000000", "1000.00000000", "0.125")] == [
        "1.2550", "12.5", "1000", "0.125",
    ]  # fmt: skip
    assert retyped(Decimal("1.5"), own_mark=",") == "1,5"
