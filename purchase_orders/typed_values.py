"""Values of a purchase order out of texts that programs and sheets send; what is wrong is said as the form says it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from common.numbers import parse_percent, parse_quantity
from purchase_orders.order_rules import LONGEST_TAG
from purchase_orders.refusals import WrongValue

PERCENT_DECIMALS = 3
QUANTITY_DIGITS, PRICE_DIGITS = 12, 15


def bounded(number: Decimal, digits: int) -> Decimal:
    """A quantity or price of zero or more, with at most `digits` before its point."""
    if number < 0:
        raise WrongValue("Zero or more is allowed.")
    if number >= 10**digits:
        raise WrongValue(f"At most {digits} digits before the decimal point are allowed.")
    return number


def short_percent(percent: Decimal) -> Decimal:
    """A percentage of at most three decimals."""
    if percent != round(percent, PERCENT_DECIMALS):
        raise WrongValue(f"A percentage has at most {PERCENT_DECIMALS} decimals.")
    return percent


def plain_quantity(text: str) -> Decimal:
    """A quantity in plain digits with a point."""
    return bounded(parse_quantity(text), QUANTITY_DIGITS)


def plain_price(text: str) -> Decimal:
    """A unit price in plain digits with a point."""
    return bounded(parse_quantity(text), PRICE_DIGITS)


def plain_percent(text: str) -> Decimal:
    """A percentage in plain digits with a point."""
    return short_percent(parse_percent(text))


def tags_once(words: Iterable[str]) -> tuple[str, ...]:
    """The tags, blanks joined, each once whatever its case."""
    tidy = (" ".join(word.split()) for word in words)
    tags = tuple({word.casefold(): word for word in tidy if word}.values())
    if any(len(tag) > LONGEST_TAG for tag in tags):
        raise WrongValue(f"A tag has at most {LONGEST_TAG} characters; separate tags by commas.")
    return tags
