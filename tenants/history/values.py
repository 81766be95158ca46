"""Stored values as a person reads them: of a choice its label, of an amount its digits, of a key what it points to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from common.ui.figures import day_text, moment_text, number_text
from tenants.history.words import Values, Words

LONGEST_VALUE = 60
NOTHING = "nothing"
KEPT_BACK = (models.JSONField, models.BinaryField)
References = Mapping[tuple[str, int], str]  # (table, id) → what the row is called


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed column in words; both values are "" where only that it changed is told."""

    label: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.label} {self.before} → {self.after}" if self.before else self.label


def differences(words: Words, before: Values, after: Values, names: References) -> tuple[Difference, ...]:
    """What changed, in the order of the model's columns; what is not shown is left out."""
    changed = ((column, each) for column, each in words.fields.items() if column in after)
    return tuple(
        _difference(words, column, each, (before.get(column), after[column]), names) for column, each in changed
    )


def keys_in(words: Words, image: Values) -> set[tuple[str, int]]:
    """The rows that the shown columns of an image point to."""
    pointing = ((each, image.get(column)) for column, each in words.fields.items())
    return {(_target(each), value) for each, value in pointing if _target(each) and isinstance(value, int)}


def _difference(
    words: Words, column: str, each: models.Field[Any, Any], values: tuple[Any, Any], names: References
) -> Difference:
    label = words.labels[column]
    if column in words.masked or isinstance(each, KEPT_BACK):
        return Difference(label)
    was, became = (_text(each, value, names) for value in values)
    return Difference(label) if max(len(was), len(became)) > LONGEST_VALUE else Difference(label, was, became)


def _text(each: models.Field[Any, Any], value: Any, names: References) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if target := _target(each):
        return names.get((target, value), "one that is gone")
    if isinstance(each, ArrayField):
        return ", ".join(str(item) for item in value)
    if each.choices:
        return next((str(label) for choice, label in each.flatchoices if choice == value), str(value))
    return _plain(each, value)


def _plain(each: models.Field[Any, Any], value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(each, models.DateTimeField):
        return moment_text(datetime.fromisoformat(value))
    if isinstance(each, models.DateField):
        return day_text(date.fromisoformat(value))
    return number_text(Decimal(str(value))) if isinstance(each, models.DecimalField) else str(value)


def _target(each: models.Field[Any, Any]) -> str:
    """The table a foreign key points to; "" for a plain column."""
    related = each.related_model
    return str(related._meta.db_table) if isinstance(related, type) and issubclass(related, models.Model) else ""
