"""Amounts, quantities, days and instants as text, in the separators and month names of the active language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.money import UnknownCurrency, minor_units

MISSING = "—"
MINUS = "−"


def amount_text(amount: Decimal | None, currency: str) -> str:
    """An amount without its currency: "1,250.00", "−20.00", "1,980,000" in JPY, "2,140.500" in KWD.

    Decimals are the minor unit's (ISO 4217). Digits beyond it are shown, never rounded away: an amount that has some
    is a mistake that must be seen. So is a currency that is none, on a document received from outside: its amount is
    shown with the digits it was sent with.
    """
    if amount is None:
        return MISSING
    return number_text(amount, at_least=_decimals(currency))


def money_text(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency as plain text, for attributes and mails: "1,250.00 EUR"."""
    return MISSING if amount is None else f"{amount_text(amount, currency)} {currency}"


def money_html(amount: Decimal | None, currency: str) -> SafeString:
    """An amount with its currency code standing back, as markup."""
    if amount is None:
        return format_html('<span class="cell-none">{}</span>', MISSING)
    css = "money" if amount else "money money-zero"
    figure = amount_text(amount, currency)
    return format_html('<span class="{}">{} <span class="ccy">{}</span></span>', css, figure, currency)


def number_text(number: Decimal | int | None, *, at_least: int = 0) -> str:
    """A number with grouped thousands, all its significant decimals and not fewer than `at_least`; minus is "−"."""
    if number is None:
        return MISSING
    exact = abs(Decimal(number)).normalize()
    decimals = max(at_least, -int(exact.as_tuple().exponent))
    text = f"{exact:,.{decimals}f}".translate(_separators())
    return f"{MINUS}{text}" if number < 0 else text


def day_text(day: dt.date | None) -> str:
    """A day as "3 Nov 2026"; an instant is first brought into the active time zone."""
    if day is None:
        return MISSING
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    return formats.date_format(day, "j M Y")


def period_text(first: dt.date, last: dt.date) -> str:
    """The days from first to last as "1 Jul – 31 Dec 2026", the year once where it is the same."""
    start = formats.date_format(first, "j M") if first.year == last.year else day_text(first)
    return f"{start} – {day_text(last)}"


def moment_text(instant: dt.datetime | None) -> str:
    """An instant as "3 Nov 2026, 16:20" in the active time zone."""
    if instant is None:
        return MISSING
    return formats.date_format(timezone.localtime(instant), "j M Y, H:i")


def _decimals(currency: str) -> int:
    try:
        return minor_units(currency)
    except UnknownCurrency:
        return 0


def _separators() -> dict[int, str]:
    return _separators_of(get_language())


@cache
def _separators_of(language: str | None) -> dict[int, str]:
    """Looked up once: a page has hundreds of figures."""
    thousands = str(formats.get_format("THOUSAND_SEPARATOR", language))
    point = str(formats.get_format("DECIMAL_SEPARATOR", language))
    return {ord(","): thousands, ord("."): point}
