"""Every column of every tracked table has words, or says why it is not shown; no secret is ever printed."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from people.permissions import Permission
from tenants.history.words import every_words, fields_of, model_of, words_of
from tests.history.test_changes import TRIGGERS, rows

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-7000-8000-000000000000"
SECRET = re.compile(r"password|hash|token|secret|recovery|salt|sha256")


@pytest.fixture
def tracked(door) -> list[str]:
    with door("acme"):
        return [row[0] for row in rows(TRIGGERS, ["history_%"])]


def test_every_tracked_table_has_words_and_no_other(tracked):
    assert {words.table for words in every_words()} == set(tracked)


def test_every_column_of_a_tracked_table_has_a_label_or_says_why_it_is_not_shown(tracked):
    silent, both, unknown = [], [], []
    for words in every_words():
        columns, told = set(fields_of(words.table)), words.labels.keys() | words.unshown.keys()
        silent += [f"{words.table}.{column}" for column in columns - told]
        unknown += [f"{words.table}.{column}" for column in told - columns]
        both += [f"{words.table}.{column}" for column in words.labels.keys() & words.unshown.keys()]
    assert (silent, unknown, both) == ([], [], [])


def test_what_sounds_like_a_secret_is_masked_or_not_shown():
    open_ones = [
        f"{words.table}.{column}"
        for words in every_words()
        for column in words.labels
        if SECRET.search(column) and column not in words.masked
    ]
    assert open_ones == []


def test_labels_are_words_and_no_names_of_columns():
    labels = [label for words in every_words() for label in words.labels.values()]
    assert [label for label in labels if "_" in label or label != label.strip() or not label[0].isupper()] == []


def test_names_pages_and_permissions_exist():
    for words in every_words():
        assert all(model_of(words.table)._meta.get_field(each.partition("__")[0]) for each in words.named_by)
        assert set(words.found_by) <= fields_of(words.table).keys(), words.table
        assert words.permission in set(Permission), words.table
        assert all(reverse(name, args=[NOBODY]) for name in (words.page, words.trail) if name)
        assert words.parent is None or words.parent.column in fields_of(words.table)
        assert words.parent is None or words_of(words.parent.table).parent is None
