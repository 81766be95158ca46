"""Payment terms out of what an invoice says (EN 16931, BT-20): XRechnung's structure, our own short text, or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from common.errors import Refusal
from payment_terms.rules import Kind, Terms
from payment_terms.wording import parse_terms

MOST_READ = 2000
_STRUCTURED = re.compile(r"#SKONTO#TAGE=([0-9]{1,3})#PROZENT=([0-9]{1,2}\.[0-9]{2})#(?:BASISBETRAG=-?[0-9.]{1,20}#)?")
_DAYS = r"\b([0-9]{1,3})\s+(?:Tagen?|days?)\b"
_PERCENT = r"\b([0-9]{1,2}(?:[.,][0-9]{1,2})?)\s?%"
_WITHIN = r"\b(?:innerhalb|binnen|within|in)\s+(?:von\s+)?"
_UNTIL = r"(?:\s+bis\s+(?:zum\s+)?([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}))?"
_NET = (
    re.compile(rf"{_DAYS}\s+(?:rein\s+)?(?:netto|net|ohne\s+Abzug)\b{_UNTIL}", re.IGNORECASE),
    re.compile(rf"\b(?:net|netto)\s+{_DAYS}{_UNTIL}", re.IGNORECASE),
    re.compile(
        rf"\b(?:zahlbar|payable|due)\s+{_WITHIN}{_DAYS}(?!,?\s+(?:\w+\s+)?[0-9.,]+\s?%)(?!\s+net){_UNTIL}",
        re.IGNORECASE,
    ),
)
_PERCENT_FIRST = re.compile(rf"{_PERCENT}[^%\n]{{0,60}}?{_WITHIN}{_DAYS}", re.IGNORECASE)
_DAYS_FIRST = re.compile(rf"{_DAYS},?\s+(?:\w+\s+)?{_PERCENT}", re.IGNORECASE)
_IS_DISCOUNT = re.compile(r"skonto|discount", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DiscountStep:
    """So many percent less where it is paid within so many days; 0 percent says when all of it is due."""

    days: int
    percent: Decimal

    def until(self, posting_date: date) -> date:
        """The last day of this step."""
        return posting_date + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class PrintedTerms:
    """What an invoice says: when all of it is due, the day it prints beside that, and the steps of its discount.

    `due` is None where the text does not say it, or says several things.
    """

    due: Terms | None = None
    due_on: date | None = None
    steps: tuple[DiscountStep, ...] = ()

    @property
    def terms(self) -> Terms | None:
        """As terms that can be set here; None without a due date, with several steps, or one that outlasts it."""
        given = [step for step in self.steps if step.percent]
        if self.due is None or len(given) > 1:
            return None
        if not given:
            return self.due
        [step] = given
        if self.due.kind is Kind.NET and step.days > self.due.days:
            return None
        return replace(self.due, discount_percent=step.percent, discount_days=step.days)


def read_printed_terms(text: str) -> PrintedTerms:
    """What the text of an invoice says about payment, in German or English; what is not understood is left out.

    Reads what `as_en16931_text` writes, any number of `#SKONTO#` lines, and the usual sentences ("Zahlbar innerhalb 30
    Tagen netto bis 04.07.2018, 3% Skonto innerhalb 10 Tagen"). Never guesses: two due dates that differ are none.
    """
    lines = text[:MOST_READ].splitlines()
    structured = [match for line in lines if (match := _STRUCTURED.fullmatch(line.strip()))]
    words = [line.strip() for line in lines if not line.lstrip().startswith("#")]
    short = [terms for line in words if (terms := _as_typed(line))]
    said = [*_net(words), *((replace(each, discount_percent=None, discount_days=None), None) for each in short)]
    steps = [*(_step(*match.groups()) for match in structured), *_own_steps(short), *_worded_steps(words)]
    due, due_on = _the_one(said or [(Terms(Kind.NET, step.days), None) for step in steps if not step.percent])
    return PrintedTerms(due, due_on, tuple(dict.fromkeys(steps)))


def _as_typed(line: str) -> Terms | None:
    try:
        return None if line.isdigit() else parse_terms(line)
    except Refusal:
        return None


def _net(lines: Iterable[str]) -> Iterator[tuple[Terms, date | None]]:
    for line in lines:
        for match in (found for pattern in _NET for found in pattern.finditer(line)):
            days, *day = match.groups()
            yield Terms(Kind.NET, int(days)), _day(*day)


def _day(day: str | None, month: str | None, year: str | None) -> date | None:
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _worded_steps(lines: Iterable[str]) -> Iterator[DiscountStep]:
    for line in lines:
        if not _IS_DISCOUNT.search(line):
            continue
        if found := _PERCENT_FIRST.findall(line):
            yield from (_step(days, percent) for percent, days in found)
        else:
            yield from (_step(days, percent) for days, percent in _DAYS_FIRST.findall(line))


def _own_steps(short: Iterable[Terms]) -> Iterator[DiscountStep]:
    for terms in short:
        if terms.discount_percent is not None:
            yield DiscountStep(terms.discount_days or 0, terms.discount_percent)


def _step(days: str, percent: str) -> DiscountStep:
    return DiscountStep(int(days), Decimal(percent.replace(",", ".")))


def _the_one(said: Sequence[tuple[Terms, date | None]]) -> tuple[Terms | None, date | None]:
    """What is said where it is one thing, with the day that is printed beside it."""
    terms, days = dict.fromkeys(each for each, _ in said), dict.fromkeys(day for _, day in said if day)
    return (next(iter(terms)), next(iter(days), None)) if len(terms) == 1 and len(days) < 2 else (None, None)
