"""What happened to one row, in words a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from common.ui.figures import day_text, number_text
from tenants.history.models import Change, Operation

LONGEST_VALUE = 60
NOTHING = "nothing"
ACRONYMS = {"po": "PO", "id": "ID", "erp": "ERP", "vat": "VAT"}
UNSHOWN = frozenset({"id", "public_id", "created_at", "edited_at", "po_key", "identity", "pdf_inputs"})
PLAIN = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.DecimalField,
    models.IntegerField,
    models.BooleanField,
)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a row: when (an instant, UTC), who, what was done, and each changed field in words."""

    at: datetime
    actor_name: str
    op: Operation
    changed: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole change as one line: "Changed by Betty: Expiration 31 Dec 2026 → 31 Jan 2027"."""
        told = f"{self.op.label} by {self.actor_name}"
        return f"{told}: {', '.join(self.changed)}" if self.changed else told


def changes_of(table: str, row: int, limit: int = 20) -> list[ChangeRow]:
    """The newest `limit` changes of one row of a tracked table, newest first; one statement.

    Nothing is told of an update that touched only what no screen shows.
    """
    newest = Change.objects.filter(table=table, row=row).order_by("-id")[:limit]
    told = (ChangeRow(c.at, name_of_actor(c.actor), Operation(c.op), tuple(_words_of(c))) for c in newest)
    return [change for change in told if change.changed or change.op != Operation.UPDATE]


def name_of_actor(actor: str) -> str:
    """The name in an acting key: "person:<uuid> Betty Roe <betty@…>" is "Betty Roe"."""
    key, _, name = actor.partition(" ")
    return name.partition(" <")[0] or key


def _words_of(change: Change) -> Iterator[str]:
    if change.op != Operation.UPDATE:
        return
    fields, before, after = _fields_of(change.table), change.before or {}, change.after or {}
    for column in fields:
        if column in after:
            yield _difference(fields[column], before.get(column), after[column])


def _difference(field: models.Field[Any, Any], before: object, after: object) -> str:
    was, became = _value_text(field, before), _value_text(field, after)
    if not isinstance(field, PLAIN) or max(len(was), len(became)) > LONGEST_VALUE:
        return _label(field)
    return f"{_label(field)} {was} → {became}"


def _value_text(field: models.Field[Any, Any], value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if field.choices:
        return _choice_label(field, value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, models.DateField) and isinstance(value, str):
        return day_text(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return number_text(Decimal(str(value))) if isinstance(field, models.DecimalField) else str(value)


def _choice_label(field: models.Field[Any, Any], value: object) -> str:
    return next((str(label) for choice, label in field.flatchoices if choice == value), str(value))


def _label(field: models.Field[Any, Any]) -> str:
    words = str(field.verbose_name).replace("_", " ").removeprefix("is ").split()
    first, *rest = (ACRONYMS.get(word.lower(), word) for word in words)
    return " ".join([first[0].upper() + first[1:], *rest])


@cache
def _fields_of(table: str) -> dict[str, models.Field[Any, Any]]:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return {str(field.column): field for field in model._meta.concrete_fields if field.name not in UNSHOWN}
