"""Words and figures on paper, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from invoices.models import ChargeType, DocumentKind, PeriodMark
from invoices.pdf import words
from invoices.pdf.figures import Figures, locale_of
from invoices.remittance import in_groups, remittance_reference
from payment_terms.rules import Kind, Terms

ENGLISH, GERMAN = Figures("en", "en_GB", "EUR"), Figures("de", "de", "EUR")
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("figures", "amount", "text"),
    [
        (ENGLISH, "1234.5", "1,234.50 EUR"),
        (GERMAN, "1234.5", "1.234,50 EUR"),
        (GERMAN, "-0.1", "-0,10 EUR"),
        (ENGLISH, "12345678901234.5", "12,345,678,901,234.50 EUR"),
        (Figures("en", "en_GB", "JPY"), "1980000.00", "1,980,000 JPY"),
        (Figures("en", "en_GB", "KWD"), "2140.5", "2,140.500 KWD"),
        (Figures("de", "de_CH", "CHF"), "1234.5", "1’234.50 CHF"),
        (ENGLISH, "0.04150000", "0.0415 EUR"),
        (Figures("en", "en_GB", "???"), "1.5", "1.5 ???"),
    ],
)
def test_an_amount_has_its_currencys_decimals_and_loses_no_digit(figures, amount, text):
    assert figures.money(Decimal(amount)) == text


def test_days_and_periods_are_written_as_the_country_does():
    assert (ENGLISH.day(DAY), GERMAN.day(DAY)) == ("20 November 2026", "20. November 2026")
    assert Figures("en", "en_US", "USD").day(DAY) == "November 20, 2026"
    october = date(2026, 10, 1), date(2026, 10, 31)
    assert ENGLISH.period(*october).replace("–", "-") == "1-31 Oct 2026"
    assert "Okt" in GERMAN.period(*october)
    assert ENGLISH.period(DAY, None) == ENGLISH.period(None, DAY) == "20 Nov 2026"
    assert ENGLISH.period(None, None) == ""


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [("de", "DE", "de"), ("de", "AT", "de_AT"), ("de", "FR", "de"), ("en", "DE", "en_GB"), ("en", "US", "en_US")],
)
def test_the_locale_follows_language_and_country(language, country, locale):
    assert locale_of(language, country) == locale


@pytest.mark.parametrize(
    ("terms", "english", "german"),
    [
        (Terms(Kind.NET, 30), "Net 30 days", "30 Tage netto"),
        (Terms(Kind.NET, 1), "Net 1 day", "1 Tag netto"),
        (Terms(Kind.NET, 0), "Due at once", "Sofort zahlbar"),
        (Terms(Kind.EOM_PLUS, 15), "End of month, then 15 days", "Monatsende, dann 15 Tage"),
        (Terms(Kind.PLUS_EOM, 15), "15 days, then end of month", "15 Tage, dann Monatsende"),
        (
            Terms(Kind.DAY_OF_MONTH, day=15, months=2),
            "Day 15 of month 2 after posting",
            "15. Tag des 2. Folgemonats",
        ),
    ],
    ids=str,
)
def test_terms_are_said_in_words(terms, english, german):
    assert words.terms_lines(terms, DAY, ENGLISH) == (english,)
    assert words.terms_lines(terms, DAY, GERMAN) == (german,)


def test_a_discount_is_said_by_its_last_day_once_that_is_known():
    terms = Terms(Kind.NET, 30, discount_percent=Decimal("2.50"), discount_days=10)
    assert words.terms_lines(terms, DAY, ENGLISH)[1] == "2.5 % discount until 30 November 2026"
    assert words.terms_lines(terms, DAY, GERMAN)[1] == "2,5 % Skonto bis 30. November 2026"
    assert words.terms_lines(terms, None, GERMAN)[1] == "2,5 % Skonto innerhalb 10 Tage"


def test_every_word_there_is_exists_in_both_languages():
    tables = (words._LABELS, words._TAXES, words._REASONS, words._CHARGES, words._UNITS, words._ONE_UNIT)
    assert [key for table in tables for key, pair in table.items() if len(pair) != 2 or any(
        not each and key != "C62" for each in pair)] == []  # fmt: skip


def test_every_kind_charge_and_mark_has_a_word():
    labels = words.labels("de")
    assert {
        *DocumentKind.values,
        *(f"{kind}_number" for kind in DocumentKind.values),
        *PeriodMark.values,
    } <= labels.keys()
    assert [each for each in ChargeType.values if words.charge_name(each, "de") == each] == []


def test_what_the_law_wants_said_is_said_in_the_language_of_the_paper():
    assert words.tax_reason("AE", "", "de") == "Steuerschuldnerschaft des Leistungsempfängers."
    stored = "Reverse charge: the recipient owes the tax."
    assert words.tax_reason("AE", stored, "de") == "Steuerschuldnerschaft des Leistungsempfängers."
    assert words.tax_reason("AE", "Article 196.", "en") == f"{stored} Article 196."
    assert words.tax_reason("E", "Medical care.", "de") == "Medical care."


def test_units_are_singular_for_exactly_one_and_unknown_codes_stay():
    assert [words.unit_name("MON", "en", is_one=one) for one in (True, False)] == ["month", "months"]
    assert (words.unit_name("C62", "de"), words.unit_name("XYZ", "de")) == ("", "XYZ")


def test_the_reference_is_a_creditor_reference_that_a_bank_accepts():
    assert remittance_reference("INV-2026-000231") == "RF92INV2026000231"
    assert in_groups("RF92INV2026000231") == "RF92 INV2 0260 0023 1"


@pytest.mark.parametrize("number", ["", "---", "№ 7 ü", "X" * 22])
def test_a_number_that_fits_no_creditor_reference_is_its_own(number):
    assert in_groups(remittance_reference(number)) == number
