"""Payment terms as text: the way a person reads and types them, and the way EN 16931 carries them."""

from __future__ import annotations

import re
from decimal import Decimal

from common.numbers import parse_percent, parse_whole_number
from payment_terms.rules import MAX_DAY_OF_MONTH, MAX_DAYS, MAX_MONTHS, InvalidTerms, Kind, Terms

_DISCOUNT = re.compile(r"([0-9.]+)\s*%?\s*/\s*([0-9]+)\s+(.+)", re.DOTALL)
_NET = re.compile(r"(?:net\s*)?([0-9]+)|net\s*([0-9]+)\s+days", re.IGNORECASE)
_END_OF_MONTH_THEN_DAYS = re.compile(r"eom(?:\s*\+\s*([0-9]+))?", re.IGNORECASE)
_DAYS_THEN_END_OF_MONTH = re.compile(r"([0-9]+)\s*eom", re.IGNORECASE)
_LIKE_A_NUMBER = re.compile(r"(?:[-+]?[\d.,]+(?:e[-+]?\d+)?(?:\s*days?)?)?", re.IGNORECASE)
_ORDINAL = r"([0-9]+)(?:st|nd|rd|th)"
_DAY_OF_MONTH = re.compile(rf"{_ORDINAL}\s+of\s+(?:the\s+)?{_ORDINAL}\s+(?:following\s+)?month", re.IGNORECASE)


def parse_net_days(text: str) -> int:
    """The days of plain net terms as typed in place: a whole number 0 to 999 in ASCII digits and nothing else."""
    return parse_whole_number(text, 0, MAX_DAYS, field="days")


def as_text(terms: Terms) -> str:
    """The terms in short: `Net 30`, `EOM+30`, `30 EOM`, `15th of 2nd month`, `2/10 net 30`; `parse_terms` takes it."""
    text = _without_discount(terms)
    if terms.discount_percent is None:
        return text
    return f"{_plain(terms.discount_percent)}/{terms.discount_days} {text.replace('Net', 'net')}"


def as_en16931_text(terms: Terms) -> str:
    """The terms for BT-20; a discount on a line of its own, as XRechnung wants it (BR-DE-18), ended by a line break."""
    text = _without_discount(terms)
    if terms.discount_percent is None:
        return text
    return f"{text}\n#SKONTO#TAGE={terms.discount_days}#PROZENT={terms.discount_percent:.2f}#\n"


def parse_terms(text: str) -> Terms:
    """The terms that a text such as `as_text` writes names; upper and lower case and spaces make no difference.

    A bare number is net days, `EOM` alone the end of the month. Refuses everything else (InvalidTerms), and what looks
    like a number of days alone in the words of the field in the list ("30 days", which is no number and no terms).
    """
    stripped = text.strip()
    discount = _DISCOUNT.fullmatch(stripped)
    if discount is None:
        return _parse_kind(stripped, None, None)
    percent, days, rest = discount.groups()
    return _parse_kind(
        rest,
        parse_percent(percent, field="discount_percent"),
        parse_whole_number(days, 0, MAX_DAYS, field="discount_days"),
    )


def _parse_kind(text: str, percent: Decimal | None, discount_days: int | None) -> Terms:
    if match := _DAY_OF_MONTH.fullmatch(text):
        day = parse_whole_number(match.group(1), 1, MAX_DAY_OF_MONTH, field="day")
        months = parse_whole_number(match.group(2), 1, MAX_MONTHS, field="months")
        return Terms(Kind.DAY_OF_MONTH, 0, day, months, percent, discount_days)
    for kind, pattern in (
        (Kind.NET, _NET),
        (Kind.EOM_PLUS, _END_OF_MONTH_THEN_DAYS),
        (Kind.PLUS_EOM, _DAYS_THEN_END_OF_MONTH),
    ):
        if match := pattern.fullmatch(text):
            days = parse_net_days(next(filter(None, match.groups()), "0"))
            return Terms(kind, days, discount_percent=percent, discount_days=discount_days)
    if _LIKE_A_NUMBER.fullmatch(text):
        parse_net_days(text)  # refuses it in the words of the field in the list
    raise InvalidTerms(
        f"{text[:40]!r} names no payment terms. Write them as Net 30, EOM+30, 30 EOM, 15th of 2nd month or 2/10 net 30."
    )


def _without_discount(terms: Terms) -> str:
    match terms.kind:
        case Kind.NET:
            return f"Net {terms.days}"
        case Kind.EOM_PLUS:
            return f"EOM+{terms.days}"
        case Kind.PLUS_EOM:
            return f"{terms.days} EOM"
        case Kind.DAY_OF_MONTH:
            return f"{_ordinal(terms.day or 0)} of {_ordinal(terms.months or 0)} month"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _plain(percent: Decimal) -> str:
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
