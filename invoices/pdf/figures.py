"""Dates and amounts on paper, as the locale writes them; decimals are the currency's, digits are never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal

from common.money import UnknownCurrency, minor_units

AMERICAN = frozenset({"US", "CA"})
OWN_GERMAN = frozenset({"AT", "CH", "LI", "LU"})


def locale_of(language: str, country: str) -> str:
    """How a language is written in a country: `en_GB`, `en_US`, `de`, `de_AT`."""
    if language == "de":
        return f"de_{country}" if country in OWN_GERMAN else "de"
    return "en_US" if country in AMERICAN else "en_GB"


@dataclass(frozen=True, slots=True)
class Figures:
    """Writes figures of one document. `currency` is ISO 4217; one that is none shows the digits as they are."""

    language: str
    locale: str
    currency: str

    def amount(self, amount: Decimal) -> str:
        """In the currency's decimals: "1,250.00", in JPY "1,980,000", in KWD "2,140.500"; more digits are shown."""
        return self._text(amount, self._minor)

    def money(self, amount: Decimal) -> str:
        """The same with the currency's code."""
        return f"{self.amount(amount)} {self.currency}"

    def number(self, number: Decimal | int) -> str:
        """All significant digits and no others: quantities, per cent."""
        return self._text(Decimal(number), 0)

    def day(self, day: date) -> str:
        """ "3 November 2026", "3. November 2026"."""
        return format_date(day, "long", locale=self.locale)

    def period(self, first: date | None, last: date | None) -> str:
        """First to last day, both included, as short as the language allows; empty without any."""
        if first and last:
            return str(format_interval(first, last, "yMMMd", locale=self.locale))
        return format_date(first or last, "medium", locale=self.locale) if first or last else ""

    def country(self, code: str) -> str:
        """The country's name; the code where it names none."""
        return str(Locale.parse(self.locale).territories.get(code, code))

    @property
    def _minor(self) -> int:
        try:
            return minor_units(self.currency)
        except UnknownCurrency:
            return 0

    def _text(self, number: Decimal, at_least: int) -> str:
        exponent = number.normalize().as_tuple().exponent
        decimals = max(at_least, -exponent if isinstance(exponent, int) else 0)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(number, pattern, locale=self.locale))
