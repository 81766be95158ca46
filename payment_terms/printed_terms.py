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
Clause = dict[str, str | None]  # its days, and its percent or the day printed beside
_STRUCTURED = re.compile(r"#SKONTO#TAGE=([0-9]{1,3})#PROZENT=([0-9]{1,2}\.[0-9]{2})#(?:BASISBETRAG=-?[0-9.]{1,20}#)?")
_DAYS = r"(?P<days>[0-9]{1,3}) (?:Kalendertagen?|Tagen?|calendar days|days?)"
_WITHIN = r"(?:innerhalb|binnen|within|in)(?: von| of)?"
_FROM = r"(?: (?:nach|ab|from|after)(?: dem| the)? (?:Rechnungsdatum|invoice date|date of(?: the)? invoice))?"
_UNTIL = r"(?: bis(?: zum)? (?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4}))?"
_FULL = r"(?:(?:rein )?net(?:to)?|ohne Abzug|in full)"
_LESS = r"(?P<percent>[0-9]{1,2}(?:[.,][0-9]{1,2})?) ?% (?:Skonto|(?:cash )?discount)"
_WITH = r"(?:(?:mit|with a|with|less|abzüglich|abzgl|unter Abzug von) )?"
_IF_PAID = r"(?:bei Zahlung(?:en)?|if paid)"
# Whole clauses: what goes before or after one in its sentence and is no clause itself may turn its meaning round.
_CLAUSES = tuple(
    re.compile(rf"{clause}(?=[,;]| oder | or |$)", re.IGNORECASE)
    for clause in (
        rf"(?:(?:zahlbar|payable|{_IF_PAID}) )?{_WITHIN} {_DAYS},? {_WITH}{_LESS}",
        rf"{_DAYS}:?,? {_LESS}",
        rf"{_LESS} (?:{_IF_PAID} )?{_WITHIN} {_DAYS}{_FROM}{_UNTIL}",
        rf"(?:zahlbar|fällig|payable|due) {_WITHIN} {_DAYS}{_FROM}(?: {_FULL})?{_UNTIL}(?: {_FULL})?",
        rf"(?:{_WITHIN} )?{_DAYS}{_FROM} {_FULL}{_UNTIL}",
        rf"net(?:to)? {_DAYS}{_FROM}{_UNTIL}",
    )
)
_LEAD = re.compile(r"(?:Zahlungsbedingung(?:en)?|Zahlungsziel|Payment terms|Terms): ?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;] ?| oder | or ", re.IGNORECASE)
_SENTENCE = re.compile(r"\.(?:\s+|$)")
# Days that begin elsewhere than with the invoice: beside them no due date can be told from the invoice.
_ELSEWHERE = re.compile(
    r"\b(?:EOM|month|Monats?\w*|Liefer\w*|deliver\w*|Erhalt|Rechnungserhalt|Eingang|Wareneingang|receipt)\b",
    re.IGNORECASE,
)


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

    Reads what `as_en16931_text` writes, any number of `#SKONTO#` lines, and sentences made of the usual clauses alone
    ("Zahlbar innerhalb 30 Tagen netto bis 04.07.2018, 3% Skonto innerhalb 10 Tagen"). Never guesses: two due dates that
    differ are none, and so is one beside words of a month's end, a delivery or a receipt.
    """
    lines = text[:MOST_READ].splitlines()
    structured = [match for line in lines if (match := _STRUCTURED.fullmatch(line.strip()))]
    words = [" ".join(line.split()) for line in lines if not line.lstrip().startswith("#")]
    short = [terms for line in words if (terms := _as_typed(line))]
    told = _told(words)
    said = [*_net(told), *((replace(each, discount_percent=None, discount_days=None), None) for each in short)]
    steps = [*(_step(*match.groups()) for match in structured), *_own_steps(short), *_worded_steps(told)]
    due, due_on = _the_one(said or [(Terms(Kind.NET, step.days), None) for step in steps if not step.percent])
    return PrintedTerms(due, due_on, tuple(dict.fromkeys(steps)))


def _as_typed(line: str) -> Terms | None:
    try:
        return None if line.isdigit() else parse_terms(line)
    except Refusal:
        return None


def _told(lines: Iterable[str]) -> list[Clause]:
    """The clauses of every sentence that is made of nothing else; none when another one speaks of another beginning."""
    told: list[Clause] = []
    for sentence in (each.strip() for line in lines for each in _SENTENCE.split(line.replace("abzgl.", "abzgl"))):
        clauses = _clauses(sentence)
        if clauses is None and _ELSEWHERE.search(sentence) and _as_typed(sentence) is None:
            return []
        told += clauses or []
    return told


def _clauses(sentence: str) -> list[Clause] | None:
    """The clauses a sentence is made of; None for a sentence with anything else in it."""
    lead = _LEAD.match(sentence)
    at, found = lead.end() if lead else 0, list[Clause]()
    while at < len(sentence):
        match = next((match for clause in _CLAUSES if (match := clause.match(sentence, at))), None)
        if match is None:
            return None
        found.append(match.groupdict())
        between = _BETWEEN.match(sentence, match.end())
        at = between.end() if between else match.end()
    return found


def _net(told: Iterable[Clause]) -> Iterator[tuple[Terms, date | None]]:
    for each in told:
        if "percent" not in each:
            yield Terms(Kind.NET, int(each["days"] or 0)), _day(each["day"], each["month"], each["year"])


def _day(day: str | None, month: str | None, year: str | None) -> date | None:
    try:
        return date(int(year or 0), int(month or 0), int(day or 0))
    except ValueError:
        return None


def _worded_steps(told: Iterable[Clause]) -> Iterator[DiscountStep]:
    return (_step(each["days"] or "", each["percent"] or "") for each in told if "percent" in each)


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
