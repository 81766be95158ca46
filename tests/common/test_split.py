"""The splitting rule: exact sums, largest cut-off fractions first, and no share for nothing."""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.money import NegativeWeight, NothingToSplitOver, minor_units, round_money, split

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

currencies = st.sampled_from(["JPY", "EUR", "KWD"])
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
weights = st.lists(st.decimals(places=3, min_value=0, max_value=10**6), min_size=1, max_size=8).filter(any)
few_weights = st.lists(st.sampled_from([Decimal(0), Decimal(1), Decimal("1.50"), Decimal(7)]), max_size=8).filter(any)


def parts(amount: str, shares: list[str], currency: str = "EUR") -> list[str]:
    return [str(part) for part in split(Decimal(amount), [Decimal(share) for share in shares], currency)]


def test_left_over_units_go_to_the_largest_cut_off_fractions() -> None:
    # 10.00 over 1 : 2 : 4 is 1.4285…, 2.8571…, 5.7142…; two cents are left after cutting
    assert parts("10.00", ["1", "2", "4"]) == ["1.43", "2.86", "5.71"]


def test_equal_fractions_go_to_the_larger_weight() -> None:
    # 5 over 3 : 7 is 1.5 and 3.5
    assert parts("5", ["3", "7"], "JPY") == ["1", "4"]


def test_equal_fractions_of_equal_weights_go_to_the_first() -> None:
    assert parts("0.29", ["0.50", "0.50", "0.50"]) == ["0.10", "0.10", "0.09"]


def test_a_zero_weight_gets_nothing_even_when_units_are_left() -> None:
    assert parts("0.02", ["0", "1", "1", "1", "0"]) == ["0.00", "0.01", "0.01", "0.00", "0.00"]


def test_a_negative_amount_is_split_as_its_absolute_value() -> None:
    assert parts("-10.00", ["1", "2", "4"]) == ["-1.43", "-2.86", "-5.71"]


def test_a_part_that_gets_nothing_of_a_negative_amount_is_a_plain_zero() -> None:
    assert parts("-0.01", ["1", "1", "0"]) == ["-0.01", "0.00", "0.00"]


def test_weights_of_different_precision_are_compared_exactly() -> None:
    assert parts("0.01", ["1", "1.00000001"]) == ["0.00", "0.01"]


def test_a_currency_of_three_decimals_is_split_to_thousandths() -> None:
    assert parts("1", ["1", "1", "1"], "KWD") == ["0.334", "0.333", "0.333"]


@pytest.mark.parametrize("shares", [[], ["0"], ["0", "0.00"]])
def test_something_over_nothing_is_refused(shares: list[str]) -> None:
    with pytest.raises(NothingToSplitOver):
        parts("0.01", shares)


@pytest.mark.parametrize("shares", [[], ["0", "0"]])
def test_nothing_over_nothing_is_nothing(shares: list[str]) -> None:
    assert parts("0", shares) == ["0.00"] * len(shares)


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(NegativeWeight):
        parts("1", ["2", "-1"])


def test_an_amount_that_was_not_rounded_before_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"0\.005"):
        parts("0.005", ["1"])


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, weights, currencies)
def test_parts_add_up_are_whole_units_and_have_the_sign_of_the_amount(
    amount: Decimal, shares: list[Decimal], currency: str
) -> None:
    amount = round_money(amount, currency)
    found = split(amount, shares, currency)
    assert sum(found) == amount
    assert [round_money(part, currency) for part in found] == found
    assert all(part * amount >= 0 for part in found)
    assert all(part == 0 for part, weight in zip(found, shares, strict=True) if weight == 0)


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, weights, currencies)
def test_each_part_is_less_than_one_unit_away_from_its_exact_share(
    amount: Decimal, shares: list[Decimal], currency: str
) -> None:
    amount = round_money(amount, currency)
    unit = Fraction(1, 10 ** minor_units(currency))
    whole = Fraction(sum(shares))
    for part, weight in zip(split(amount, shares, currency), shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * Fraction(weight) / whole) < unit


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, few_weights, currencies)
def test_a_larger_weight_never_gets_less_than_a_smaller_one(
    amount: Decimal, shares: list[Decimal], currency: str
) -> None:
    found = split(abs(round_money(amount, currency)), shares, currency)
    by_weight = sorted(zip(shares, found, strict=True))
    assert [part for _, part in by_weight] == sorted(found)


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, few_weights, currencies, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_changes_only_who_of_equals_comes_first(
    amount: Decimal, shares: list[Decimal], currency: str, chance: object
) -> None:
    amount = round_money(amount, currency)
    shuffled = list(shares)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    as_given = sorted(zip(shares, split(amount, shares, currency), strict=True))
    assert sorted(zip(shuffled, split(amount, shuffled, currency), strict=True)) == as_given


@settings(max_examples=EXAMPLES, deadline=None)
@given(amounts, weights, st.decimals(places=2, min_value="0.01", max_value=1000), currencies)
def test_only_the_proportion_of_the_weights_matters(
    amount: Decimal, shares: list[Decimal], factor: Decimal, currency: str
) -> None:
    amount = round_money(amount, currency)
    assert split(amount, [share * factor for share in shares], currency) == split(amount, shares, currency)
