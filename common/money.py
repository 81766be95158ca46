"""Rounding to the minor unit of a currency and splitting an amount, each in one place for the whole product."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import cache

import pycountry
from babel.numbers import get_currency_precision

from common.errors import InvalidAmount, Refusal

ZERO = Decimal(0)
MAX_INTEGER_DIGITS = 15

# Wide enough that a product of any three numbers we store is exact. What a division cuts off leaves a last digit other
# than 0 or 5 (ROUND_05UP), so that rounding the quotient once more can never see a tie that is none.
_WIDE = Context(prec=120, rounding=ROUND_05UP, traps=[InvalidOperation, DivisionByZero, Overflow])

# Babel tells how many decimals are customary on price tags; ISO 4217 (list one of 2026-01-01) says how the currency is
# divided, and that is what banks and EN 16931 count in. These are the codes where the two differ.
_ISO_MINOR_UNITS = {
    "AFN": 2,
    "ALL": 2,
    "IQD": 3,
    "IRR": 2,
    "KPW": 2,
    "LAK": 2,
    "LBP": 2,
    "MGA": 2,
    "MMK": 2,
    "RSD": 2,
    "SLL": 2,
    "SOS": 2,
    "SYP": 2,
    "YER": 2,
}
# Withdrawn since 2021: documents of those years are still inside their ten years of retention.
_WITHDRAWN = frozenset({"ANG", "BGN", "CUC", "HRK", "SLL"})
# Metals, baskets, bond units and test codes: ISO 4217 gives them no minor unit, so nothing can be rounded in them.
_WITHOUT_MINOR_UNIT = frozenset(
    {"XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"}
)


class UnknownCurrency(Refusal):
    """The text is no ISO 4217 code of a currency in which a document can be written."""

    code = "unknown_currency"


class NothingToSplitOver(Refusal):
    """An amount other than zero was to be spread over nothing: no parts, or only parts that weigh nothing."""

    code = "nothing_to_split_over"


class NegativeWeight(Refusal):
    """A weight below zero has no share; the caller decides first what its negative parts mean."""

    code = "negative_weight"


def round_money(amount: Decimal, currency: str) -> Decimal:
    """The amount to the currency's minor unit, half away from zero: 0.125 EUR is 0.13, -0.125 EUR is -0.13.

    The one rounding door in Python; `sql_round` is the same rule in the database. Never answers a negative zero.
    Refuses NaN and infinity.
    """
    if not amount.is_finite():
        raise InvalidAmount(f"{amount} is no amount.")
    rounded = amount.quantize(_smallest_unit(currency), rounding=ROUND_HALF_UP, context=_WIDE)
    return rounded.copy_abs() if rounded.is_zero() else rounded


def sql_round(expression: str, currency_precision: str) -> str:
    """The SQL that rounds as `round_money` does: PostgreSQL's round(numeric, n) breaks ties away from zero.

    Both arguments are SQL written by us (a column, a `%s`), never text from outside; `currency_precision` is the
    currency's minor units. The cast keeps out round(double precision), which breaks ties to even.
    """
    return f"round(({expression})::numeric, {currency_precision})"


def percentage(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """`percent` per cent of the amount, multiplied exactly and rounded once: 19 % of 1.50 EUR is 0.29 EUR."""
    return round_money(_WIDE.multiply(amount, percent).scaleb(-2, _WIDE), currency)


def proportion(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """amount x part / whole, rounded once. A `whole` of zero is the caller's mistake (ZeroDivisionError)."""
    return round_money(_WIDE.divide(_WIDE.multiply(amount, part), whole), currency)


def extended_price(quantity: Decimal, unit_price: Decimal, discount: Decimal, currency: str) -> Decimal:
    """quantity x unit price - discount, multiplied exactly and rounded once."""
    return round_money(_WIDE.subtract(_WIDE.multiply(quantity, unit_price), discount), currency)


def split(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amount in parts in proportion to the weights, each in whole minor units; they add up to it exactly.

    Each part is cut down to the minor unit; the units left over go one by one to the largest cut-off fractions, ties
    to the larger weight, then to the first. A zero weight gets nothing; a negative amount is split as its absolute
    value. Refuses negative weights, and to spread anything but zero over nothing. An amount that is not in whole minor
    units is the caller's mistake (ValueError).
    """
    unit = _smallest_unit(currency)
    units = _in_units(amount, unit)
    shares = _split_units(abs(units), _integers_in_proportion(weights))
    sign = -1 if units < 0 else 1
    return [sign * share * unit for share in shares]


@cache
def minor_units(currency: str) -> int:
    """Decimals of the currency by ISO 4217: JPY 0, EUR 2, KWD 3, CLF 4. Refuses what is no such code (`eur` too)."""
    if currency not in _known_currencies():
        raise UnknownCurrency(
            f"{currency[:20]!r} is no currency for documents. Use an ISO 4217 code in capitals, such as EUR.",
            field="currency",
        )
    return _ISO_MINOR_UNITS.get(currency, get_currency_precision(currency))


@cache
def _known_currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies) - _WITHOUT_MINOR_UNIT | _WITHDRAWN


@cache
def _smallest_unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-minor_units(currency))


def _in_units(amount: Decimal, unit: Decimal) -> int:
    units = _WIDE.divide(amount, unit)
    if units != units.to_integral_value():
        raise ValueError(f"{amount} is not in whole units of {unit}: round it before it is split")
    return int(units)


def _split_units(units: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    if not units:
        return [0] * len(weights)
    if not whole:
        raise NothingToSplitOver("There is nothing to spread this amount over.")
    cut = [divmod(units * weight, whole) for weight in weights]
    left_over = units - sum(share for share, _ in cut)
    order = sorted(range(len(cut)), key=lambda place: (-cut[place][1], -weights[place], place))
    raised = set(order[:left_over])
    return [share + (place in raised) for place, (share, _) in enumerate(cut)]


def _integers_in_proportion(weights: Sequence[Decimal]) -> list[int]:
    if any(weight < 0 for weight in weights):
        raise NegativeWeight("An amount can't be spread over a negative weight.")
    decimals = max((-int(weight.as_tuple().exponent) for weight in weights), default=0)
    return [int(weight.scaleb(decimals, _WIDE)) for weight in weights]
