"""What a dashboard prints besides charts: figures with the list behind them, and what needs somebody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `is_current` for a choice that is made."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: an amount with its currency, or (without a currency) a count; `url` is the list behind it.

    `note` says the base or what it means, `others` are the same figure in other currencies, each with its own list.
    """

    label: str
    value: Decimal | int
    url: str
    currency: str = ""
    note: str = ""
    others: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person: what, why it matters, and the one button; `tone` "bad", "warn" or ""."""

    icon: str
    what: str
    note: str
    verb: str
    url: str
    tone: str = ""
