"""Changes found by what the changed thing is called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from tenants.history.words import Words, children_of, model_of

MOST_NAMED = 200


def changes_named(text: str, words: Iterable[Words]) -> Q:
    """The changes of things whose name holds the text, and of what belongs to them.

    One statement for each table with `found_by`, of which the newest 200 names count: what they are is then looked up
    by the index on table and row, however long the history is. Of what is deleted no name is found.
    """
    visible = tuple(words)
    tables = {each.table for each in visible}
    found = Q(pk__in=())
    for each in visible:
        ids = _named(each, text) if each.found_by else []
        if ids:
            found |= Q(table=each.table, row__in=ids)
            found |= _parts(each, ids, tables)
    return found


def _named(words: Words, text: str) -> list[int]:
    model: Any = model_of(words.table)
    holds = Q()
    for column in words.found_by:
        holds |= Q(**{f"{column}__icontains": text})
    return list(model.objects.filter(holds).order_by("-pk").values_list("pk", flat=True)[:MOST_NAMED])


def _parts(words: Words, ids: list[int], tables: set[str]) -> Q:
    found = Q(pk__in=())
    for part, column in children_of(words.table):
        if part.table in tables:
            model: Any = model_of(part.table)
            rows = model.objects.filter(**{f"{column}__in": ids}).values_list("pk", flat=True)
            found |= Q(table=part.table, row__in=list(rows[: MOST_NAMED * 10]))
    return found
