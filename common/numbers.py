"""Numbers out of text: strict, the same at forms, API and Excel, and every refusal says what is allowed."""

from __future__ import annotations

import re
from decimal import Decimal

from common.errors import InvalidAmount, Refusal
from common.money import MAX_INTEGER_DIGITS, minor_units, round_money

QUANTITY_DECIMALS = 8
PERCENT_DECIMALS = 4

_DECIMAL = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_EXPONENT = re.compile(r"[+-]?[0-9.,]+e[+-]?[0-9]+", re.IGNORECASE)
_FRACTION = re.compile(r"[0-9]*[.,][0-9]*")
_NOT_NUMBERS = frozenset({"nan", "snan", "inf", "infinity"})


class InvalidNumber(Refusal):
    """The text is no whole number, or lies outside what is allowed."""

    code = "invalid_number"


def parse_amount(text: str, currency: str, *, field: str = "amount") -> Decimal:
    """The amount a text names, with as many decimals as the currency has: `12.5` EUR is 12.50.

    Spaces around the number are dropped. Refuses anything but ASCII digits, a leading minus and one decimal point;
    more than 15 digits before the point; more decimals than the currency has, zeros included, because `12.500` may be
    meant as twelve thousand five hundred. What people type is read by `common.typed_numbers` first.
    """
    decimals = minor_units(currency)
    allowed = f"up to {decimals} decimals" if decimals else "no decimals"
    return round_money(_parse(text, decimals, field, f"{allowed} in {currency}"), currency)


def parse_quantity(text: str, *, field: str = "quantity") -> Decimal:
    """The quantity or unit price a text names, with up to 8 decimals; otherwise as strict as `parse_amount`."""
    return _parse(text, QUANTITY_DECIMALS, field, f"up to {QUANTITY_DECIMALS} decimals")


def parse_percent(text: str, *, field: str = "percent") -> Decimal:
    """The percentage a text names: 0 to 100 with up to 4 decimals, without a percent sign."""
    percent = _parse(text, PERCENT_DECIMALS, field, f"up to {PERCENT_DECIMALS} decimals")
    if not 0 <= percent <= 100:
        raise InvalidAmount("A percentage lies between 0 and 100.", field=field)
    return percent


def parse_whole_number(text: str, lowest: int, highest: int, *, field: str) -> int:
    """The whole number a text of ASCII digits names, from `lowest` to `highest` (neither below zero).

    Nothing else is taken, not even a space or a sign; the refusal says which of them it was.
    """
    allowed = f"Type a whole number from {lowest} to {highest}."
    if reason := _why_not_whole(text):
        raise InvalidNumber(f"{reason} {allowed}", field=field)
    significant = text.lstrip("0") or "0"
    if len(significant) > len(str(highest)) or not lowest <= int(significant) <= highest:
        raise InvalidNumber(f"{significant[:20]} is outside the range. {allowed}", field=field)
    return int(significant)


def _parse(text: str, decimals: int, field: str, allowed: str) -> Decimal:
    stripped = text.strip()
    match = _DECIMAL.fullmatch(stripped)
    if match is None:
        raise InvalidAmount(f"{_why_no_number(stripped)} {_example(decimals)}", field=field)
    integer, fraction = match.group(1).lstrip("0"), match.group(2) or ""
    if len(integer) > MAX_INTEGER_DIGITS:
        raise InvalidAmount(f"At most {MAX_INTEGER_DIGITS} digits before the decimal mark are allowed.", field=field)
    if len(fraction) > decimals:
        raise InvalidAmount(f"{stripped[:40]} has {len(fraction)} decimals; allowed: {allowed}.", field=field)
    number = Decimal(stripped)
    return number.copy_abs() if number.is_zero() else number


def _example(decimals: int) -> str:
    example = f"1250.{'5'.ljust(min(decimals, 3), '0')}" if decimals else "1250"
    return f"Write digits only, such as {example}."


def _why_no_number(text: str) -> str:
    if not text:
        return "The number is missing."
    if text.lstrip("+-").lower() in _NOT_NUMBERS:
        return f"{text} is no amount."
    if _EXPONENT.fullmatch(text):
        return "A number with an exponent is not taken."
    if "," in text:
        return f"{text[:40]!r} is no number here: decimals follow a point, no separators between thousands."
    return _foreign_digits(text) or f"{text[:40]!r} is no number: no separators between thousands, signs or words."


def _why_not_whole(text: str) -> str:
    """Why the text is not made of ASCII digits alone; empty when it is."""
    if re.fullmatch(r"[0-9]+", text):
        return ""
    if not text.strip():
        return "The number is missing."
    if re.fullmatch(r"-[0-9]+", text):
        return "A negative number is not allowed."
    if _FRACTION.fullmatch(text):
        return "A fraction is not allowed."
    if _EXPONENT.fullmatch(text):
        return "A number with an exponent is not taken."
    return _foreign_digits(text) or "Only digits are allowed: no words, spaces or signs."


def _foreign_digits(text: str) -> str:
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        return "Only the digits 0 to 9 of the plain alphabet are taken, no full-width or other ones."
    return ""
