"""How the history speaks of each tracked table: what a row is called and what its columns are; filled by the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

Values = Mapping[str, Any]  # column → value, of a row or of an image of one


@dataclass(frozen=True, slots=True)
class Parent:
    """The table whose rows own this one's, and the column that names the owner."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Words:
    """What is told of one table.

    `noun` is what one row is ("purchase order"), `kind` the name under which a list is narrowed ("Purchase orders").
    `labels` are the columns that are shown; `masked` ones are named and never printed; `unshown` ones say why not.
    `name` makes what a row is called of the columns `named_by`, which may follow keys; the image of a deleted row has
    its own columns only. `permission` is that of the pages which show such rows:
    it is needed to read of it, beside that for the history. `page` and `trail` are URL names of the pages of a row and
    of its history, by public id. A row whose column `hidden_by` is set has a history and no page. `found_by` are the
    columns in which a search for its name looks.
    """

    table: str
    noun: str
    kind: str
    labels: Mapping[str, str]
    named_by: tuple[str, ...]
    name: Callable[[Values], str]
    permission: str
    unshown: Mapping[str, str] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()
    parent: Parent | None = None
    page: str = ""
    trail: str = ""
    hidden_by: str = ""
    found_by: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, models.Field[Any, Any]]:
        """The columns of the table that have a label, in the order of the model."""
        return {column: each for column, each in fields_of(self.table).items() if column in self.labels}


_REGISTERED: dict[str, Words] = {}


def tell_history_of(*words: Words) -> None:
    """Add to what the history can put into words; called once by a room's `AppConfig.ready`."""
    _REGISTERED.update({each.table: each for each in words})


def words_of(table: str) -> Words | None:
    """The words of a table; None for one that no room told of, of which nothing is printed."""
    return _REGISTERED.get(table)


def every_words() -> tuple[Words, ...]:
    """All that is registered, in the order of the rooms."""
    return tuple(_REGISTERED.values())


def children_of(table: str) -> Iterator[tuple[Words, str]]:
    """The tables whose rows belong to one of this table, each with the column that names the owner."""
    return ((each, each.parent.column) for each in every_words() if each.parent and each.parent.table == table)


def model_of(table: str) -> type[models.Model]:
    """The model of a tracked table. Raises LookupError."""
    return _models()[table]


def fields_of(table: str) -> dict[str, models.Field[Any, Any]]:
    """Every column of a table with its field."""
    return {str(each.column): each for each in model_of(table)._meta.concrete_fields}


def column(name: str) -> Callable[[Values], str]:
    """A name that is the text of one column."""
    return lambda values: str(values[name])


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}
