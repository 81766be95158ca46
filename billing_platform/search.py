"""The search over everything: rooms add sources, each answers in one statement with what the person may see."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.errors import InvalidAmount
from common.money import UnknownCurrency, minor_units
from common.typed_numbers import MARKS, typed_number
from people.models import Account
from people.permissions import Permission

MOST = 5
SHORTEST = 3  # characters an index of trigrams needs
LONGEST = 100
_FIGURE = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
_CURRENCY = re.compile(r"^([A-Za-z]{3})\s*(?=[0-9])|(?<=[0-9])\s*([A-Za-z]{3})$")
_SIGNS = "€$£+-− "


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `words` of at least three characters ("" for shorter ones), and amounts it may mean.

    Two amounts where a mark may group or start decimals: 1.190 is 1190 and 1.19. `currency` is "" where none is typed.
    """

    words: str = ""
    amounts: tuple[Decimal, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: what it is called, a line of context, its page, and its amount where it has one."""

    title: str
    note: str
    url: str
    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that is searched for, by those with the permission.

    `find` gives the best hits first, at most one more than are shown (`MOST` + 1), in one statement by indexes; none
    without a statement where it cannot find any. `list_url` is the list of all that hold some words, "" for no list.
    """

    key: str
    label: str
    icon: str
    permission: Permission
    find: Callable[[Wanted], Sequence[Hit]]
    list_url: Callable[[str], str] = lambda words: ""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one source; `more_url` leads to all of them where there are more than are shown."""

    key: str
    label: str
    icon: str
    hits: tuple[Hit, ...]
    more_url: str = ""


_SOURCES: dict[str, Source] = {}


def search_in(*sources: Source) -> None:
    """Add to what is searched, in front of what lower rooms added; called once by a room's `AppConfig.ready`."""
    former = {key: source for key, source in _SOURCES.items() if key not in {new.key for new in sources}}
    _SOURCES.clear()
    _SOURCES.update({source.key: source for source in sources} | former)


def wanted_of(text: str) -> Wanted:
    """What a typed text asks for: any three characters as words, a figure with or without currency as an amount."""
    plain = text.strip()[:LONGEST]
    figure, currency = _without_currency(plain.strip(_SIGNS))
    amounts = _readings(figure)
    return Wanted(plain if len(plain) >= SHORTEST else "", amounts, currency if amounts else "")


def found_for(person: Account, wanted: Wanted) -> list[Found]:
    """The sources in which something was found, the highest room first; one statement for each the person may see."""
    seen = (source for source in _SOURCES.values() if person.may(source.permission))
    answers = ((source, source.find(wanted)) for source in seen)
    return [_found(source, hits, wanted) for source, hits in answers if hits]


def _found(source: Source, hits: Sequence[Hit], wanted: Wanted) -> Found:
    more_url = source.list_url(wanted.words) if wanted.words and len(hits) > MOST else ""
    return Found(source.key, source.label, source.icon, tuple(hits[:MOST]), more_url)


def _without_currency(text: str) -> tuple[str, str]:
    """The figure and the currency beside it; a text with letters that are none is left as it is."""
    found = _CURRENCY.search(text)
    code = (found[1] or found[2]).upper() if found else ""
    return (_CURRENCY.sub("", text).strip(_SIGNS), code) if code and _is_currency(code) else (text, "")


def _is_currency(code: str) -> bool:
    try:
        return minor_units(code) >= 0
    except UnknownCurrency:
        return False


def _readings(text: str) -> tuple[Decimal, ...]:
    """The amounts a figure may mean, none for what is no figure."""
    sure, either = _number(text, ""), _number(text, MARKS)
    if sure is not None or either is None:
        return () if sure is None else (sure,)
    return (Decimal(re.sub(r"\D", "", text)), either)


def _number(text: str, sure: str) -> Decimal | None:
    try:
        number = typed_number(text, sure=sure)
    except InvalidAmount:
        return None
    return Decimal(number) if _FIGURE.fullmatch(number) else None
