"""Balance thresholds of a tracked line item: which notice is due when its remaining amount changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ALWAYS = 75
DEFAULT_THRESHOLDS = (ALWAYS, 25, 0)


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """`mail` is the percentage to write about, None for no mail; `sent` are the percentages that count as sent now."""

    mail: int | None
    sent: frozenset[int]


def with_always(chosen: Iterable[int]) -> list[int]:
    """The percentages chosen and the one that is always told of, each once, the highest first."""
    return sorted({ALWAYS, *chosen}, reverse=True)


def crossed(
    value: Decimal, before_sent: frozenset[int], remaining: Decimal, thresholds: Iterable[int] = DEFAULT_THRESHOLDS
) -> ThresholdChange:
    """What follows for the notices of one tracked line of `value` when `remaining` is left of it.

    One mail for the lowest threshold crossed, unless it was sent before; all crossed count as sent, and every
    threshold the balance is not below (any longer) is armed again. `value` and `remaining` are amounts of one currency,
    `thresholds` whole percentages of the value.
    """
    below = frozenset(percent for percent in thresholds if is_below(percent, value, remaining))
    lowest = min(below, default=None)
    return ThresholdChange(mail=None if lowest in before_sent else lowest, sent=below)


def is_below(percent: int, value: Decimal, remaining: Decimal) -> bool:
    """Strictly below `percent` of the value; 0 % counts as reached when the line is used up (`is_used_up`)."""
    if percent == 0:
        return is_used_up(value, remaining)
    return remaining * 100 < value * percent


def is_used_up(value: Decimal, remaining: Decimal) -> bool:
    """Nothing is left, and something was used: a line worth nothing is not used up before an invoice takes from it."""
    return remaining <= 0 and remaining < value
