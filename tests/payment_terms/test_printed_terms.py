"""What invoices say about payment, read: our own text, XRechnung's lines, and the usual sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payment_terms.printed_terms import DiscountStep, PrintedTerms, read_printed_terms
from payment_terms.rules import Kind, Terms
from payment_terms.wording import as_en16931_text
from tests.payment_terms.test_rules_wording import EXAMPLES, any_terms

NET_30 = Terms(Kind.NET, 30)
TWO_TEN = DiscountStep(10, Decimal(2))


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_terms)
def test_what_an_e_invoice_of_ours_says_is_read_back(terms: Terms) -> None:
    assert read_printed_terms(as_en16931_text(terms)).terms == terms


@pytest.mark.parametrize(
    ("text", "due", "steps"),
    [
        ("2/10 net 30", NET_30, (TWO_TEN,)),
        ("EOM+30\n#SKONTO#TAGE=10#PROZENT=2.00#", Terms(Kind.EOM_PLUS, 30), (TWO_TEN,)),
        ("#SKONTO#TAGE=10#PROZENT=2.00#BASISBETRAG=100.00#\n#SKONTO#TAGE=30#PROZENT=0.00#\n", NET_30,
         (TWO_TEN, DiscountStep(30, Decimal(0)))),
        ("10 Tage 2% Skonto, 30 Tage netto", NET_30, (TWO_TEN,)),
        ("Zahlbar innerhalb von 10 Tagen mit 2% Skonto, 30 Tage netto", NET_30, (TWO_TEN,)),
        ("2,5 % Skonto bei Zahlung binnen 10 Tagen", None, (DiscountStep(10, Decimal("2.5")),)),
        ("2 % discount if paid within 10 days; payable within 30 days", NET_30, (TWO_TEN,)),
        ("30 days net. Penalty rate 12 %", NET_30, ()),
        ("Zahlbar innerhalb 30 Tagen", NET_30, ()),
        ("netto 30 Tage", NET_30, ()),
        ("Zahlbar innerhalb 30 Tagen nach Rechnungsdatum.", NET_30, ()),
        ("Payable within 10 days with a 2% discount, within 30 days in full", NET_30, (TWO_TEN,)),
        ("Zahlbar innerhalb 10 Tagen abzgl. 2 % Skonto oder innerhalb 30 Tagen ohne Abzug", NET_30, (TWO_TEN,)),
        ("Zahlbar innerhalb 10 Tagen unter Abzug von 2% Skonto", None, (TWO_TEN,)),
    ],
)  # fmt: skip
def test_the_usual_ways_to_write_terms_are_read(text: str, due: Terms | None, steps: tuple[DiscountStep, ...]) -> None:
    assert (read_printed_terms(text).due, read_printed_terms(text).steps) == (due, steps)


@pytest.mark.parametrize(
    "text",
    [
        "", "30", "As per contract", "14 Tage", "Zahlbar sofort ohne Abzug", "Bis zum 14.08.2016 ohne Abzug",
        "30 days net or 60 days net", "Net 30\nNet 60", "#SKONTO#TAGE=abc#PROZENT=2#", "Penalty 10% after 14 days",
        "0" * 5000, "Net 30 days EOM", "30 Tage netto zum Monatsende", "30 days net. Counted from delivery.",
        "payable within 30 days following the end of the month", "Zahlbar innerhalb 30 Tagen nach Rechnungserhalt",
        "Zahlbar innerhalb 30 Tagen netto ab Lieferdatum", "14-30 Tage netto", "1.000 Tage netto",
        "Preise zzgl. 19% MwSt., zahlbar innerhalb 10 Tagen mit 2% Skonto, 30 Tage netto",
        "a late fee of 5% within 14 days; no discount",
    ],
)  # fmt: skip
def test_what_is_not_understood_or_says_two_things_is_not_guessed(text: str) -> None:
    assert read_printed_terms(text) == PrintedTerms()


@pytest.mark.parametrize(("day", "read"), [("04.07.2018", date(2018, 7, 4)), ("31.02.2018", None)])
def test_the_day_that_is_printed_beside_the_days_is_read(day: str, read: date | None) -> None:
    assert read_printed_terms(f"Zahlbar innerhalb 30 Tagen netto bis {day}").due_on == read


@pytest.mark.parametrize(
    "text",
    [
        "#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=14#PROZENT=1.00#\nNet 30",
        "Net 5\n#SKONTO#TAGE=10#PROZENT=2.00#",
        "#SKONTO#TAGE=10#PROZENT=2.00#",
    ],
    ids=["two_steps", "outlasts", "no_due_date"],
)
def test_terms_that_can_not_be_set_here_are_none(text: str) -> None:
    printed = read_printed_terms(text)
    assert printed.steps
    assert printed.terms is None


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(alphabet="0123456789 %.,#=SKONTAGEPRZnetodays\n", max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_printed_terms(text)
