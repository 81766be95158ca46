"""An amount and days that only one organization has, known again however a page or a file writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in the amounts and dates of one organization; `until` for the ends of what has one."""

    amount: Decimal
    since: date
    until: date


# A year of its own for each: no page gets from one to another's by counting days.
MARKS = {
    "acm": Marks(Decimal("731049.41"), date(2011, 2, 11), date(2041, 2, 11)),
    "glo": Marks(Decimal("642958.52"), date(2012, 4, 12), date(2042, 4, 12)),
    "ini": Marks(Decimal("553867.63"), date(2013, 7, 13), date(2043, 7, 13)),
    "hoo": Marks(Decimal("464776.74"), date(2014, 10, 14), date(2044, 10, 14)),
}


def _patterns(word: str, marks: Marks) -> dict[str, re.Pattern[str]]:
    whole, cents = f"{marks.amount:.2f}".split(".")
    amount = rf"{whole[:3]}[.,'’\s]?{whole[3:]}[.,]{cents}"
    days = "|".join(_written(day) for day in (marks.since, marks.until))
    return {f"zq7{word}-amount": re.compile(amount), f"zq7{word}-day": re.compile(days)}


def _written(day: date) -> str:
    """2011-02-11, 11 Feb 2011, 11 February 2011, February 11, 2011 and 11.02.2011."""
    months = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember".split("|")
    month = rf"(?:{day:%b}|{day:%B}|{months[day.month - 1]})"
    named = rf"\b{day.day}\.?\s{month}\s{day.year}|{month}\s{day.day},\s{day.year}"
    return rf"{day.isoformat()}|{named}|{day:%d\.%m\.%Y}"


PATTERNS = {name: pattern for word, marks in MARKS.items() for name, pattern in _patterns(word, marks).items()}


def marks_in(text: str) -> set[str]:
    """Whose amounts and days stand in a text: "zq7acm-amount", "zq7acm-day"."""
    return {name for name, pattern in PATTERNS.items() if pattern.search(text)}
