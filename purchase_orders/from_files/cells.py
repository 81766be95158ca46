"""Cells of the workbook as values; each function refuses in a sentence that says what is allowed; pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal

from common.dates import last_of_month
from common.email_address import why_unusable
from common.money import minor_units
from common.numbers import parse_amount
from purchase_orders.book import LineType
from purchase_orders.facts import ContactFacts
from purchase_orders.refusals import WrongValue
from purchase_orders.thresholds import with_always
from purchase_orders.typed_values import plain_percent, plain_price, plain_quantity, tags_once

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
SEPARATORS = re.compile(r"[,;\n]")
LONG_FRACTION = re.compile(r"[0-9]+\.[0-9]{9,}", re.ASCII)
DOUBLE = Context(prec=15)  # digits that Excel holds of a number (IEEE 754)
WORDS = {"yes": True, "no": False}
QUOTED = 40


def day(text: str, *, is_last: bool) -> date:
    """A day, or a month as its first or last day."""
    found = MONTH.fullmatch(text)
    if not found and not DAY.fullmatch(text):
        raise _no_date(text)
    try:
        first = date.fromisoformat(f"{text}-01" if found else text)
    except ValueError as error:
        raise _no_date(text) from error
    return last_of_month(first) if found and is_last else first


def yes_or_no(text: str, *, otherwise: bool) -> bool:
    """yes or no; `otherwise` for an empty cell."""
    if not text:
        return otherwise
    if text.casefold() not in WORDS:
        raise WrongValue(f"“{text[:QUOTED]}” is neither yes nor no.")
    return WORDS[text.casefold()]


def line_type(text: str) -> str:
    """One of the types of line items, in any case; ALL for an empty cell."""
    name = text.upper().replace(" ", "_") or LineType.ALL.value
    if name not in set(LineType):
        raise WrongValue(f"“{text[:QUOTED]}” is no type. Allowed: {', '.join(LineType)}.")
    return name


def currency(text: str) -> str:
    """An ISO code, in any case."""
    code = text.upper()
    minor_units(code)
    return code


def quantity(text: str) -> Decimal:
    """A quantity."""
    return plain_quantity(_as_shown(_given(text, "Say how many.")))


def price(text: str) -> Decimal:
    """A unit price."""
    return plain_price(_as_shown(_given(text, "Say what one costs, before tax.")))


def tax_percent(text: str) -> Decimal | None:
    """A percentage, as 19 or 19 %; None for an empty cell. 0.19 is asked back, unless a percent sign stands with it."""
    if not text:
        return None
    percent = plain_percent(_as_shown(text.removesuffix("%").rstrip()))
    if 0 < percent < 1 and not text.endswith("%"):
        raise WrongValue(f"{text} may be {percent * 100:f} % or {text} %. Write it with the percent sign.")
    return percent


def tax_amount(text: str, code: str) -> Decimal:
    """An amount of tax, zero or more; zero for an empty cell."""
    amount = parse_amount(_as_shown(text), code) if text else Decimal(0)
    if amount < 0:
        raise WrongValue("Zero or more is allowed.")
    return amount


def tags(text: str) -> tuple[str, ...]:
    """Tags separated by commas."""
    return tags_once(SEPARATORS.split(text))


def contacts(text: str, language: str) -> tuple[ContactFacts, ...]:
    """E-mail addresses separated by commas."""
    found = [word.strip() for word in SEPARATORS.split(text) if word.strip()]
    for address in found:
        if trouble := why_unusable(address):
            raise WrongValue(f"“{address[:QUOTED]}” is no address. {trouble}")
        if len(address) > 254:
            raise WrongValue("An address has at most 254 characters.")
    return tuple(ContactFacts(address, language=language) for address in found)


def language(text: str) -> str:
    """en or de."""
    if text.casefold() not in ("", "en", "de"):
        raise WrongValue(f"“{text[:QUOTED]}” is no language that mails are written in. Allowed: en, de.")
    return text.casefold() or "en"


def thresholds(text: str) -> tuple[int, ...]:
    """Percentages of a line's value below which contacts are told."""
    words = [word.strip().removesuffix("%").strip() for word in SEPARATORS.split(text or "25, 0")]
    if not all(word.isascii() and word.isdigit() and int(word[:4]) <= 100 for word in words):
        raise WrongValue("Write whole percentages from 0 to 100, separated by commas, such as 25, 0.")
    return tuple(with_always(map(int, words)))


def short(text: str, most: int) -> str:
    """A text of at most so many characters."""
    if len(text) > most:
        raise WrongValue(f"{len(text):,} characters; at most {most:,} are kept.")
    return text


def _no_date(text: str) -> WrongValue:
    return WrongValue(f"“{text[:QUOTED]}” is no date. Write it as 2026-07-31, or as a month, 2026-07.")


def _given(text: str, otherwise: str) -> str:
    if not text:
        raise WrongValue(otherwise)
    return text


def _as_shown(text: str) -> str:
    """A number with the digits that Excel shows of it: 0.1 + 0.2 is stored as 0.30000000000000004."""
    return f"{DOUBLE.create_decimal(text):f}" if LONG_FRACTION.fullmatch(text) else text
