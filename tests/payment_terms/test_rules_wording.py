"""Payment terms as text: read, written, typed in place, and inside an e-invoice."""

from __future__ import annotations

import os
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import Refusal
from common.numbers import InvalidNumber
from payment_terms.rules import InvalidTerms, Kind, Terms
from payment_terms.wording import as_en16931_text, as_text, parse_net_days, parse_terms

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "200"))

TWO_TEN = {"discount_percent": Decimal(2), "discount_days": 10}
WORDED = [
    (Terms(Kind.NET, 30), "Net 30"),
    (Terms(Kind.NET, 0), "Net 0"),
    (Terms(Kind.EOM_PLUS, 30), "EOM+30"),
    (Terms(Kind.EOM_PLUS, 0), "EOM+0"),
    (Terms(Kind.PLUS_EOM, 30), "30 EOM"),
    (Terms(Kind.DAY_OF_MONTH, day=15, months=2), "15th of 2nd month"),
    (Terms(Kind.DAY_OF_MONTH, day=1, months=3), "1st of 3rd month"),
    (Terms(Kind.DAY_OF_MONTH, day=22, months=1), "22nd of 1st month"),
    (Terms(Kind.DAY_OF_MONTH, day=11, months=12), "11th of 12th month"),
    (Terms(Kind.DAY_OF_MONTH, day=31, months=11), "31st of 11th month"),
    (Terms(Kind.NET, 30, **TWO_TEN), "2/10 net 30"),
    (Terms(Kind.NET, 30, discount_percent=Decimal("2.50"), discount_days=10), "2.5/10 net 30"),
    (Terms(Kind.NET, 30, discount_percent=Decimal(10), discount_days=0), "10/0 net 30"),
    (Terms(Kind.EOM_PLUS, 30, **TWO_TEN), "2/10 EOM+30"),
    (Terms(Kind.PLUS_EOM, 30, **TWO_TEN), "2/10 30 EOM"),
    (Terms(Kind.DAY_OF_MONTH, 0, 15, 2, **TWO_TEN), "2/10 15th of 2nd month"),
]

discounts = st.one_of(
    st.just((None, None)),
    st.tuples(st.decimals(places=2, min_value="0.01", max_value="99.99"), st.integers(0, 30)),
)
any_terms = st.one_of(
    st.builds(
        lambda kind, days, discount: Terms(kind, days, None, None, *discount),
        st.sampled_from([Kind.NET, Kind.EOM_PLUS, Kind.PLUS_EOM]),
        st.integers(30, 999),
        discounts,
    ),
    st.builds(
        lambda day, months, discount: Terms(Kind.DAY_OF_MONTH, 0, day, months, *discount),
        st.integers(1, 31),
        st.integers(1, 12),
        discounts,
    ),
)


@pytest.mark.parametrize(("terms", "text"), WORDED)
def test_terms_are_written_in_the_words_of_the_trade(terms: Terms, text: str) -> None:
    assert as_text(terms) == text


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_terms)
def test_what_was_written_is_read_back(terms: Terms) -> None:
    assert parse_terms(as_text(terms)) == terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("30", Terms(Kind.NET, 30)),
        ("net30", Terms(Kind.NET, 30)),
        ("NET  30 days", Terms(Kind.NET, 30)),
        ("eom", Terms(Kind.EOM_PLUS, 0)),
        ("EOM + 30", Terms(Kind.EOM_PLUS, 30)),
        ("30EOM", Terms(Kind.PLUS_EOM, 30)),
        ("15th of the 2nd following month", Terms(Kind.DAY_OF_MONTH, day=15, months=2)),
        (" 2% / 10 Net 30 ", Terms(Kind.NET, 30, **TWO_TEN)),
    ],
)
def test_other_ways_of_writing_are_taken_too(text: str, terms: Terms) -> None:
    assert parse_terms(text) == terms


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid_number"),
        ("soon", "invalid_terms"),
        ("-30", "invalid_number"),
        ("３０", "invalid_number"),
        ("30 days", "invalid_number"),
        ("1 day", "invalid_number"),
        ("2/10 30 days", "invalid_number"),
        ("30 net", "invalid_terms"),
        ("end of month", "invalid_terms"),
        ("Net 1000", "invalid_number"),
        ("EOM+1000", "invalid_number"),
        ("32nd of 1st month", "invalid_number"),
        ("0th of 1st month", "invalid_number"),
        ("1st of 13th month", "invalid_number"),
        ("2/1000 net 30", "invalid_number"),
        ("1.2.3/10 net 30", "invalid_amount"),
        ("101/10 net 30", "invalid_amount"),
        ("0/10 net 30", "invalid_terms"),
        ("2/40 net 30", "invalid_terms"),
        ("2/10", "invalid_terms"),
    ],
)
def test_anything_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_terms(text)
    assert refusal.value.code == code


def test_the_refusal_of_unknown_terms_shows_how_to_write_them() -> None:
    with pytest.raises(InvalidTerms, match="Net 30, EOM\\+30, 30 EOM, 15th of 2nd month or 2/10 net 30"):
        parse_terms("whenever")


@pytest.mark.parametrize(("text", "days"), [("0", 0), ("30", 30), ("999", 999), ("007", 7)])
def test_the_field_in_the_row_takes_whole_days(text: str, days: int) -> None:
    assert parse_net_days(text) == days


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("-1", "negative"),
        ("1.5", "fraction"),
        ("1e2", "exponent"),
        ("30 days", "no words"),
        ("３０", "full-width"),
        ("1000", "outside the range"),
        ("Net 30", "no words"),
        (" 30", "spaces"),
    ],
)
def test_the_field_in_the_row_refuses_everything_else_with_a_fitting_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidNumber) as refusal:
        parse_net_days(text)
    assert reason in refusal.value.message
    assert "from 0 to 999" in refusal.value.message
    assert refusal.value.field == "days"


def test_an_e_invoice_carries_the_discount_on_a_line_of_its_own() -> None:
    assert as_en16931_text(Terms(Kind.NET, 30, **TWO_TEN)) == "Net 30\n#SKONTO#TAGE=10#PROZENT=2.00#\n"


def test_an_e_invoice_without_discount_carries_the_terms_alone() -> None:
    assert as_en16931_text(Terms(Kind.EOM_PLUS, 30)) == "EOM+30"


@settings(max_examples=EXAMPLES, deadline=None)
@given(any_terms)
def test_every_line_that_begins_with_a_hash_is_a_discount_a_machine_can_read(terms: Terms) -> None:
    structured = re.compile(r"#SKONTO#TAGE=[0-9]+#PROZENT=[0-9]+\.[0-9]{2}#")
    text = as_en16931_text(terms)
    marked = [line for line in text.split("\n") if line.startswith("#")]
    assert len(marked) == (terms.discount_percent is not None)
    assert all(structured.fullmatch(line) for line in marked)
    assert text.endswith("#\n") or "#" not in text
