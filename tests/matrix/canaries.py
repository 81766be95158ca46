"""A value of its own in every text column of an organization's tables, known again wherever it turns up."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from openpyxl import load_workbook
from psycopg.types.json import Jsonb
from pypdf import PdfReader

CANARY = re.compile(r"zq7(\w{3})\d{4}")
LENGTH = 10
# Columns that hold no text of anybody, or without whose value nobody could be signed in.
NOT_TOUCHED = {
    "people_account.password": "a hash that signs in",
    "people_session.session_key": "the way in",
    "people_session.session_data": "signed",
    "people_secondfactor.salt": "what a secret is derived from",
    "people_recoverycode.code_hash": "a hash",
    "members_ticket.token_hash": "a hash",
    "bulk_run.action": "a key of the code",
    "exports_export.sha256": "names a file",
    "exports_export.source": "a key of the code",
    "imports_sheetimport.kind": "a key of the code",
    "imports_sheetimport.rows": "cells with keys of the code",
    "lists_savedview.list_key": "a key of the code",
    "notifications_mail.kind": "a key of the code",
    "purchase_orders_attachment.sha256": "names a file",
}


@dataclass
class Planted:
    """What was planted for one organization: canaries by column, and columns that took none, with the reason."""

    word: str
    columns: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)


def plant(word: str) -> Planted:
    """Give every text column of the open books a canary; `word` are three letters that name the organization."""
    planted = Planted(word)
    for number, (table, column) in enumerate(text_columns()):
        name, canary = f"{table}.{column.column}", f"zq7{word}{number:04d}"
        if name not in NOT_TOUCHED:
            _plant_column(planted, table, column, name, canary)
    return planted


def text_columns() -> list[tuple[str, models.Field]]:
    """Every column of a table of an organization that holds free text, long enough for a canary, or JSON."""
    own = [m for m in apps.get_models() if m._meta.app_config.name in settings.TENANT_APPS]
    ours = [model for model in own if not model.__module__.startswith("django.") and model._meta.managed]
    return [(model._meta.db_table, f) for model in ours for f in model._meta.concrete_fields if _is_text(f)]


def _is_text(column: models.Field) -> bool:
    if isinstance(column, models.JSONField | models.TextField):
        return True
    return isinstance(column, models.CharField) and not column.choices and (column.max_length or 99) > LENGTH


def _plant_column(planted: Planted, table: str, column: models.Field, name: str, canary: str) -> None:
    key = "id" if name.partition(".")[0] != "people_session" else "session_key"
    rows = _run(f'SELECT "{key}", "{column.column}" FROM "{table}"')
    if not rows:
        planted.empty.add(name)
    reasons = [_plant_row(table, key, column, row, canary) for row in rows]
    if any(not reason for reason in reasons):
        planted.columns[name] = canary
    elif reasons:
        planted.refused[name] = reasons[0]


def _plant_row(table: str, key: str, column: models.Field, row: tuple[Any, ...], canary: str) -> str:
    """Why one row did not take it; "" when it did."""
    ident, value = row
    reason = "nothing to replace"
    for wanted in _values(column, value, canary, str(ident)):
        try:
            with transaction.atomic():
                _run(f'UPDATE "{table}" SET "{column.column}" = %s WHERE "{key}" = %s', [wanted, ident])
        except DatabaseError as error:
            reason = str(error).splitlines()[0]
        else:
            return ""
    return reason


def _values(column: models.Field, value: object, canary: str, ident: str) -> list[object]:
    """What to try, one after the other: plain, made unique, and as an address."""
    if isinstance(column, models.JSONField):
        replaced = _in_json(value, canary)
        return [] if replaced == value else [Jsonb(replaced)]
    plain = [canary, f"{canary}{ident}"[: column.max_length]]
    return [f"{text}@x.example" for text in plain] if isinstance(column, models.EmailField) else plain


def _in_json(value: object, canary: str) -> object:
    """Texts of several words become the canary; codes, dates and amounts stay, so that the value is still read."""
    if isinstance(value, dict):
        return {name: _in_json(each, canary) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_json(each, canary) for each in value]
    return canary if isinstance(value, str) and " " in value else value


def found_in(text: str) -> set[str]:
    """The canaries in a text."""
    return {match.group() for match in CANARY.finditer(text)}


def texts_of(content_type: str, content: bytes) -> Iterator[str]:
    """Everything readable in an answer: its bytes, the text of a PDF, the cells and the parts of a workbook."""
    yield content.decode(errors="replace")
    if content_type.startswith("application/pdf"):
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "spreadsheetml" in content_type:
        for sheet in load_workbook(io.BytesIO(content)):
            yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


def _run(statement: str, parameters: list[object] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
