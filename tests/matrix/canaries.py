"""A value of its own in every column of an organization's tables, known again wherever it turns up."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from openpyxl import load_workbook
from psycopg import sql
from psycopg.types.json import Jsonb
from pypdf import PdfReader

from tests.logins import connected
from tests.matrix.marks import MARKS, Marks, marks_in
from tests.matrix.unplanted import NOT_TOUCHED

CANARY = re.compile(r"zq7(\w{3})\d{4}")
LENGTH = 10
# A key of the code, a day, an amount or an id: what is read again by its shape.
CODE = re.compile(r"[a-z0-9_.:-]*|[A-Z]{1,3}|[0-9TZ:+.-]*|[0-9a-fA-F-]{36}")
END = re.compile("expir|ends_on|period_end|until")
Way = Callable[[str, list[object]], None]
Candidates = Callable[[tuple[Any, ...]], list[object]]

# Days that a constraint keeps near one another take the same one together.
BOUND = {"invoices_document.issue_date": "posting_date", "invoices_document.posting_date": "issue_date"}


@dataclass
class Planted:
    """What was planted for one organization: canaries by column, and columns that took none, with the reason."""

    word: str
    columns: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def plant(word: str, schema: str) -> Planted:
    """Give every column of the open books a canary; `word` are three letters that name the organization.

    As the product itself where it may, so that the history tells of it; otherwise past rights and triggers.
    """
    planted = Planted(word)
    with _past_triggers(schema) as past:
        for number, (table, column) in enumerate(columns()):
            name = f"{table}.{column.column}"
            if name not in NOT_TOUCHED:
                _plant_column(planted, (_as_the_product, past), table, column, f"zq7{word}{number:04d}")
    return planted


def columns() -> list[tuple[str, models.Field]]:
    """Every column of a table of an organization that holds free text, long enough for a canary, JSON, money or days.

    The history stands last, as it tells of what was planted before.
    """
    own = [m for m in apps.get_models() if m._meta.app_config.name in settings.TENANT_APPS]
    ours = [model for model in own if not model.__module__.startswith("django.") and model._meta.managed]
    ours.sort(key=lambda model: model._meta.app_label == "history")
    return [(model._meta.db_table, f) for model in ours for f in model._meta.concrete_fields if _is_taken(f)]


def _is_taken(column: models.Field) -> bool:
    if isinstance(column, models.JSONField | models.TextField | models.DecimalField | models.DateField):
        return True
    return isinstance(column, models.CharField) and not column.choices and (column.max_length or 99) > LENGTH


def _plant_column(planted: Planted, ways: tuple[Way, ...], table: str, column: models.Field, canary: str) -> None:
    name = f"{table}.{column.column}"
    key = "session_key" if table == "people_session" else "id"
    rows = _read(f'SELECT "{key}", "{column.column}" FROM "{table}"')
    if not rows:
        return
    candidates = partial(_candidates, column, canary, MARKS[planted.word])
    refused = _plant_everywhere(ways, table, column, candidates, rows)
    if refused:
        statement = f'UPDATE "{table}" SET {_assigned(name, column)} WHERE "{key}" = %s'
        reasons = [_plant_row(ways, statement, row[0], candidates(row)) for row in rows]
        refused = reasons[0] if all(reasons) else ""
    if refused:
        planted.refused[name] = refused
    else:
        planted.columns[name] = canary


def _plant_everywhere(
    ways: tuple[Way, ...], table: str, column: models.Field, candidates: Candidates, rows: list[tuple[Any, ...]]
) -> str:
    """Why not all rows took the same value in one statement; "" when they did."""
    filled = [row for row in rows if row[1] is not None]
    if not filled or isinstance(column, models.JSONField):
        return "nothing to replace"
    assigned = _assigned(f"{table}.{column.column}", column)
    statement = f'UPDATE "{table}" SET {assigned} WHERE %s AND "{column.column}" IS NOT NULL'
    return _plant_row(ways, statement, True, candidates(filled[0])[:1])


def _assigned(name: str, column: models.Field) -> str:
    """What an UPDATE sets: the column, and the day beside it that a constraint binds to its day."""
    if name in BOUND:
        return f'("{column.column}", "{BOUND[name]}") = (SELECT day, day FROM (SELECT %s::date AS day) one)'
    return f'"{column.column}" = %s'


def _plant_row(ways: tuple[Way, ...], statement: str, ident: object, candidates: list[object]) -> str:
    """Why one row did not take it; "" when it did."""
    reason = "nothing to replace"
    for way in ways:
        for wanted in candidates:
            try:
                way(statement, [wanted, ident])
            except (DatabaseError, psycopg.Error) as error:
                reason = str(error).splitlines()[0]
            else:
                return ""
    return reason


def _candidates(column: models.Field, canary: str, marks: Marks, row: tuple[Any, ...]) -> list[object]:
    """What to try, one after the other: plain, made unique, and as an address; no day where none stands."""
    ident, value = row
    if isinstance(column, models.JSONField):
        value = json.loads(value) if isinstance(value, str) else value
        replaced = _in_json(value, canary)
        replaced = _in_json(value, canary, is_of_words=False) if replaced == value else replaced
        return [] if replaced == value else [Jsonb(replaced)]
    if isinstance(column, models.DecimalField):
        return [marks.amount]
    if isinstance(column, models.DateField):
        day = marks.until if END.search(column.column) else marks.since
        instant = datetime.combine(day, time(12), UTC)
        return [] if value is None else [instant if isinstance(column, models.DateTimeField) else day]
    plain = [canary, f"{canary}{ident}"[: column.max_length]]
    return [f"{text}@x.example" for text in plain] if isinstance(column, models.EmailField) else plain


def _in_json(value: object, canary: str, *, is_of_words: bool = True) -> object:
    """Texts of several words become the canary, or any that is no code; the others stay, so that it is still read."""
    if isinstance(value, dict):
        return {name: _in_json(each, canary, is_of_words=is_of_words) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_json(each, canary, is_of_words=is_of_words) for each in value]
    if not isinstance(value, str):
        return value
    is_free = " " in value if is_of_words else not CODE.fullmatch(value)
    return canary if is_free else value


def found_in(text: str) -> set[str]:
    """The canaries in a text."""
    return {match.group() for match in CANARY.finditer(text)} | marks_in(text)


def texts_of(content_type: str, content: bytes) -> Iterator[str]:
    """Everything readable in an answer: its bytes, the text of a PDF, the cells and the parts of a workbook."""
    yield content.decode(errors="replace")
    if content_type.startswith("application/pdf"):
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "spreadsheetml" in content_type:
        for sheet in load_workbook(io.BytesIO(content)):
            yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def _read(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _as_the_product(statement: str, parameters: list[object]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def _past_triggers(schema: str) -> Iterator[Way]:
    """As the superuser, for whom no trigger fires: what is frozen or append-only takes it too."""
    with connected("superuser") as server:
        server.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
        server.execute("SET session_replication_role = replica")
        yield lambda statement, parameters: _changed(server.execute(statement, parameters))


def _changed(cursor: psycopg.Cursor) -> None:
    assert cursor.rowcount > 0
