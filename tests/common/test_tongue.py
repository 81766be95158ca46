"""Amounts, days and languages as their readers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from common.tongue import tongue_of

THIRD = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("locale", "language", "day", "amount"),
    [
        ("en", "en", "3 November 2026", "1,234,595.00 EUR"),
        ("en-US", "en", "November 3, 2026", "1,234,595.00 EUR"),
        ("de", "de", "3. November 2026", "1.234.595,00 EUR"),
        ("de_CH", "de", "3. November 2026", "1’234’595.00 EUR"),
        ("DE-at", "de", "3. November 2026", "1.234.595,00 EUR"),
        ("fr", "en", "3 November 2026", "1,234,595.00 EUR"),
        ("de-XX", "de", "3. November 2026", "1.234.595,00 EUR"),
        ("", "en", "3 November 2026", "1,234,595.00 EUR"),
    ],
)
def test_a_reader_gets_days_and_amounts_in_the_locale(locale, language, day, amount):
    tongue = tongue_of(locale)
    assert (tongue.language, tongue.day(THIRD)) == (language, day)
    assert tongue.money(Decimal("1234595"), "EUR") == amount


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("-20", "EUR", "−20,00"),
        ("1980000", "JPY", "1.980.000"),
        ("2140.5", "KWD", "2.140,500"),
        ("0.005", "EUR", "0,005"),
        ("0", "EUR", "0,00"),
        ("7", "LOST", "7"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency_and_loses_none(amount, currency, text):
    assert tongue_of("de").amount(Decimal(amount), currency) == text
