"""Arrays as text, and binary COPY out and in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.utils import DataError

from common.sql import array_of, columns_of, copy_in, copy_out, execute, rows

pytestmark = pytest.mark.django_db
AWKWARD = ["", "NULL", "null", 'a "quote"', "back\\slash", "{brace}", "com,ma", " blank ", "line\nbreak", "ä€😀", None]
SOME = [UUID(int=7), None, UUID(int=2**128 - 1)]


@pytest.mark.parametrize(
    ("values", "type_name"),
    [
        (AWKWARD, "text"),
        ([1, -2, None, 2**62], "bigint"),
        ([Decimal("1E+3"), Decimal("-0.0001"), None], "numeric"),
        ([date(2026, 2, 28), None], "date"),
        (SOME, "uuid"),
        ([True, None, False], "boolean"),
        ([], "text"),
    ],
)
def test_an_array_reaches_the_database_as_it_is(values, type_name):
    assert rows(f"SELECT %s::{type_name}[]", [array_of(values)]) == [(values,)]


def test_rows_become_columns_even_when_there_are_none():
    assert columns_of([(1, "a"), (2, 'b"')], 2) == ["{1,2}", '{"a","b\\""}']
    assert columns_of([], 3) == ["{}", "{}", "{}"]


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_a_binary_copy_brings_every_row_across(count):
    execute(
        "CREATE TEMP TABLE source ON COMMIT DROP AS SELECT n, repeat('x', n %% 300) t FROM generate_series(1, %s) n",
        [count],
    )
    execute("CREATE TEMP TABLE target (n int, t text) ON COMMIT DROP")

    copy_in("target", ("n", "t"), copy_out("SELECT n, t FROM source WHERE n > %(least)s", {"least": 0}))

    assert rows("SELECT count(*) FROM source NATURAL JOIN target") == [(count,)]


def test_an_error_in_the_middle_of_a_copy_is_raised_as_it_is():
    with pytest.raises(DataError, match="division by zero"):
        copy_out("SELECT 1 / (5000 - n) FROM generate_series(1, %(most)s) n", {"most": 10_000})
