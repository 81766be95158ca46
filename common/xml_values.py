"""Numbers, dates, flags and embedded files from texts in XML, strictly: what has two readings has none."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date
from decimal import Decimal
from typing import Literal

DateForm = Literal["ISO", "102"]

DECIMAL_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
LONGEST_NUMBER = 40
NUMBERS_BELOW = Decimal(10) ** 15
DATE_FORMS: dict[str, re.Pattern[str]] = {
    "ISO": re.compile(r"(\d{4})-(\d{2})-(\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII),
    "102": re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
}
FIRST_YEAR, LAST_YEAR = 1900, 2999
NO_BLANKS = dict.fromkeys(map(ord, " \t\r\n"))
FLAGS = {"true": True, "1": True, "false": False, "0": False}


def number_from(text: str) -> Decimal | None:
    """A decimal number with its decimals as written; None for any other text and from 10^15 on.

    Digits are ASCII, the separator is a point; no exponent, NaN or infinity (XML Schema 1.0, decimal).
    """
    if len(text) > LONGEST_NUMBER or not DECIMAL_NUMBER.fullmatch(text):
        return None
    number = Decimal(text)
    return number if abs(number) < NUMBERS_BELOW else None


def date_from(text: str, form: str) -> date | None:
    """A day of the years 1900 to 2999; None for any other text, day or form.

    `form` is "ISO" (2026-01-31, a time zone is left out: the day is meant as written) or "102" (20260131, UNTDID 2379).
    """
    pattern = DATE_FORMS.get(form)
    parts = pattern.fullmatch(text) if pattern else None
    if parts is None or not FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        return None
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return None


def flag_from(text: str) -> bool | None:
    """True or False (XML Schema 1.0, boolean); None for any other text."""
    return FLAGS.get(text)


def content_from(text: str) -> bytes | None:
    """The bytes of a base64 text, white space left out (RFC 4648); None where it is none."""
    try:
        return base64.b64decode(text.translate(NO_BLANKS), validate=True)
    except (binascii.Error, ValueError):
        return None
