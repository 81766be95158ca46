"""Numbers as people type them: with their own separators where the meaning is certain, asked back where it is not."""

from __future__ import annotations

import re
from decimal import Decimal

from common.errors import InvalidAmount
from common.money import minor_units
from common.numbers import parse_amount, parse_percent, parse_quantity

MARKS = ".,"
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2009'’"), " ") | {ord("−"): "-"}
_SEPARATED = re.compile(r"-?[0-9., ]*[., ][0-9., ]*")
_ONE_MARK = re.compile(r"(-?)([0-9]+)([.,])([0-9]+)")
_GROUPED = re.compile(r"(-?[0-9]{1,3}(?P<group>[., ])[0-9]{3}(?:(?P=group)[0-9]{3})*)(?:(?!(?P=group))[.,]([0-9]+))?")


def typed_amount(text: str, currency: str, *, own_mark: str = ".", field: str = "amount") -> Decimal:
    """The amount somebody typed.

    In a currency of three decimals `own_mark`, that of their language, starts them; in one without decimals a mark
    before three digits groups. Zeros beyond the decimals of the currency are dropped once the meaning is certain.
    """
    decimals = minor_units(currency)
    number = typed_number(
        _ungrouped(text) if not decimals else text, sure=own_mark if decimals == 3 else "", field=field
    )
    whole, mark, fraction = number.partition(".")
    if len(fraction) > 3 and not fraction[decimals:].strip("0"):
        number = f"{whole}{mark}{fraction[:decimals]}".rstrip(".")
    return parse_amount(number, currency, field=field)


def typed_quantity(text: str, *, field: str = "quantity") -> Decimal:
    """The quantity or unit price somebody typed, with up to 8 decimals."""
    return parse_quantity(typed_number(text, field=field), field=field)


def typed_percent(text: str, *, field: str = "percent") -> Decimal:
    """The percentage somebody typed; it is at most 100, so a mark always starts its decimals."""
    return parse_percent(typed_number(text, sure=MARKS, field=field), field=field)


def typed_number(text: str, *, sure: str = "", field: str = "amount") -> str:
    """The same number in plain digits with a point, to be parsed strictly; text without separators as it is.

    Two different marks: the last one starts the decimals, the other one groups by three. One mark several times, or
    blanks: they group by three. One mark once starts the decimals, but is refused where it may as well group
    thousands (`1.000`, `12,500`), unless it is among the `sure` ones.
    """
    plain = text.strip().translate(_BLANKS)
    if not _SEPARATED.fullmatch(plain):
        return plain
    if one := _ONE_MARK.fullmatch(plain):
        sign, whole, mark, fraction = one.groups()
        if mark not in sure and _may_group(whole, fraction):
            raise InvalidAmount(_question(text.strip(), whole, fraction), field=field)
        return f"{sign}{whole}.{fraction}"
    grouped = _GROUPED.fullmatch(plain)
    if grouped is None:
        raise InvalidAmount(f"{plain[:40]!r} is no number. Write it as 1250.50 or 1,250.50.", field=field)
    whole = re.sub(r"[., ]", "", grouped[1])
    return f"{whole}.{grouped[3]}" if grouped[3] else whole


def retyped(number: Decimal, *, own_mark: str = ".") -> str:
    """A stored number as a field shows it and takes it back: no groups, no exponent, no zeros behind the last digit.

    Where exactly three decimals would be asked about, a zero is added: 1.255 is shown as 1.2550.
    """
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    if _may_group(whole.lstrip("-"), fraction):
        fraction += "0"
    return f"{whole}{own_mark}{fraction}" if fraction else whole


def _ungrouped(text: str) -> str:
    one = _ONE_MARK.fullmatch(text.strip())
    return f"{one[1]}{one[2]}{one[4]}" if one and _may_group(one[2], one[4]) else text


def _may_group(whole: str, fraction: str) -> bool:
    """Whether a mark between these digits may stand between thousands and hundreds."""
    return len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")


def _question(typed: str, whole: str, fraction: str) -> str:
    thousands, decimals = f"{whole}{fraction}", f"{whole}.{fraction}0"
    return f"{typed} may be {int(thousands):,}.00 or {whole} and a fraction. Write {thousands} or {decimals}."
