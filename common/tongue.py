"""Amounts, days and languages of texts that leave the house, in the locale of who reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from common.money import UnknownCurrency, minor_units

LANGUAGES = ("en", "de")
# A language without a country is written as it is here: English with the day first.
COUNTRY_OF = {"en": "GB", "de": "DE"}
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one reader is written to: `language` is one of LANGUAGES, `locale` a CLDR locale such as `de_CH`."""

    language: str
    locale: str
    separators: dict[int, str]

    def day(self, day: date) -> str:
        """The day in full: "3 November 2026", "3. November 2026"."""
        return _day(day, self.locale)

    def amount(self, amount: Decimal, currency: str) -> str:
        """The amount without its currency: "1,250.00", "1.250,00", "−20.00"; never fewer decimals than it has."""
        exact = abs(amount).normalize()
        decimals = max(_decimals(currency), -int(exact.as_tuple().exponent))
        text = f"{exact:,.{decimals}f}".translate(self.separators)
        return f"{MINUS}{text}" if amount < 0 else text

    def money(self, amount: Decimal, currency: str) -> str:
        """The amount and its currency: "1,250.00 EUR"."""
        return f"{self.amount(amount, currency)} {currency}"


@cache
def tongue_of(locale: str) -> Tongue:
    """The tongue of a locale or language ("de", "de-AT", "en_US"); English where it is unknown or not spoken here."""
    known = _locale(locale)
    name = str(known)
    grouped = {ord(","): get_group_symbol(name), ord("."): get_decimal_symbol(name)}
    return Tongue(known.language, name, grouped)


def _locale(name: str) -> Locale:
    language, _, country = name.replace("-", "_").partition("_")
    if language.lower() not in LANGUAGES:
        language, country = LANGUAGES[0], ""
    language = language.lower()
    try:
        return Locale.parse(f"{language}_{country or COUNTRY_OF[language]}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(f"{language}_{COUNTRY_OF[language]}")


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    return str(format_date(day, "long", locale=locale))


@cache
def _decimals(currency: str) -> int:
    try:
        return minor_units(currency)
    except UnknownCurrency:
        return 0


ENGLISH = tongue_of("en")
