"""How an amount that belongs to several lines is shared among them when lines may also be negative or zero."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common.money import ZERO, percentage, split


def spread(amount: Decimal, bases: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The amount split over the bases that have the sign of their sum; the others get nothing.

    Where the bases cancel out, the positive ones carry it; where all are zero, it is spread evenly. Refuses to spread
    anything but zero over no base at all.
    """
    side = _side(bases)
    weights = [max(side * base, ZERO) for base in bases]
    return split(amount, weights if any(weights) else [Decimal(1)] * len(bases), currency)


def spread_tax(tax: Decimal, rate: Decimal, bases: Sequence[Decimal], currency: str) -> list[Decimal]:
    """The tax of a rate split over its lines, so that goods taken back on the same document carry negative tax.

    The bases against the sign of the sum share round(their sum x rate), the others the rest. With one sign only, as
    nearly always, that is the plain splitting rule. The rate is in percent.
    """
    side = _side(bases)
    opposite = [max(-side * base, ZERO) for base in bases]
    opposite_tax = -side * percentage(sum(opposite, ZERO), rate, currency)
    over_opposite = split(opposite_tax, opposite, currency)
    over_others = spread(tax - opposite_tax, bases, currency)
    return [one + other for one, other in zip(over_opposite, over_others, strict=True)]


def _side(bases: Sequence[Decimal]) -> int:
    return -1 if sum(bases, ZERO) < 0 else 1
