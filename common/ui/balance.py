"""The bar that shows what is left of a purchase order: widths, ticks and tone, from plain figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

HUNDRED = Decimal(100)
DEFAULT_NOTICE = Decimal(25)


@dataclass(frozen=True, slots=True)
class Tick:
    """A notice threshold: the percentage left at which a mail goes out, and where it stands on the bar."""

    percent: Decimal
    place: str


@dataclass(frozen=True, slots=True)
class BalanceBar:
    """What is drawn, widths in percent of the bar with one decimal.

    `left_percent` is cut, not rounded, so that 24.9 % never reads as the 25 % it fell below.
    """

    remaining: Decimal
    left_percent: int
    used_percent: int
    rest_width: str
    over_width: str
    ticks: tuple[Tick, ...]
    tone: str


def balance_bar(used: Decimal, value: Decimal, thresholds: Iterable[Decimal | int]) -> BalanceBar:
    """The bar for `used` of `value`, with a tick at each notice threshold (percent left) between 0 and 100.

    The tone is "bad" at nothing left or less, "warn" below the lowest threshold above 0 % (25 % where there is none).
    A value of zero counts as nothing left.
    """
    notices = sorted(Decimal(step) for step in thresholds if 0 < step < HUNDRED)
    percent = (value - used) * HUNDRED / value if value else Decimal(0)
    left = int(percent.to_integral_value(ROUND_DOWN))
    return BalanceBar(
        remaining=value - used,
        left_percent=left,
        used_percent=100 - left,
        rest_width=_width(percent),
        over_width=_width(max(-percent, Decimal(1))) if percent < 0 else "",
        ticks=tuple(Tick(notice, _width(notice)) for notice in notices),
        tone=_tone(value - used, percent, notices),
    )


def _tone(remaining: Decimal, percent: Decimal, notices: list[Decimal]) -> str:
    if remaining <= 0:
        return "bad"
    lowest = notices[0] if notices else DEFAULT_NOTICE
    return "warn" if percent < lowest else ""


def _width(percent: Decimal) -> str:
    inside = min(max(percent, Decimal(0)), HUNDRED)
    return f"{inside:.1f}%"
