"""Natural order of PO IDs and line numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from purchase_orders.natural_order import natural_key


def test_numbers_in_texts_are_ordered_by_value():
    assert sorted(["1.10", "2", "1.9", "10", "1"], key=natural_key) == ["1", "1.9", "1.10", "2", "10"]


def test_letters_are_ordered_without_case():
    assert sorted(["po-10", "PO-9", "Po-1"], key=natural_key) == ["Po-1", "PO-9", "po-10"]


def test_texts_and_numbers_may_stand_in_any_place():
    assert sorted(["A1", "1A", "", "A"], key=natural_key) == ["", "1A", "A", "A1"]


@given(st.lists(st.text(), max_size=8))
def test_any_texts_have_one_order(texts):
    backwards = texts[::-1]

    assert sorted(texts, key=natural_key) == sorted(backwards, key=natural_key)
