"""The registry of what can be brought in as new rows out of files, filled by the rooms whose rows they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from billing_platform.imports.differences import Problem
from common.row_keys import stamp_of
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row as a file says it: its name, texts by the headings of the kind, sentences about what differs."""

    name: str
    facts: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """What would be made, and what can't be taken, each with its place in the file."""

    rows: tuple[NewRow, ...]
    problems: tuple[Problem, ...]

    @property
    def digest(self) -> str:
        """Names what was shown, so that nothing else is confirmed."""
        return stamp_of(*((row.name, *row.facts.values(), *row.notes) for row in self.rows), len(self.problems))


@dataclass(frozen=True, slots=True)
class Created:
    """A row that was made: its public id, the stamp it had then, its name."""

    public_id: UUID
    stamp: str
    name: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody chose."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Offer:
    """What is worth doing once rows have come in: a page by its URL name, for whoever has the permissions."""

    words: str
    url_name: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True, slots=True)
class CreationKind:
    """Rows that files can bring in.

    `read` makes of the files what is kept until somebody confirms, as JSON, or refuses a file as a whole. `understand`
    says what it comes to on this day, `create` makes all of it in the running transaction or refuses, and `undo` takes
    that back, or refuses (RowsChanged) when a row was changed or used since. `write_template` writes an empty
    workbook. The page of what was created makes the `offer`.
    """

    key: str
    title: str
    one: str
    many: str
    permission: Permission
    list_url_name: str
    detail_url_name: str
    headings: tuple[str, ...]
    accept: str
    file_words: str
    read: Callable[[Sequence[SentFile]], list[Any]]
    understand: Callable[[Sequence[Any], date], Understood]
    create: Callable[[Sequence[Any], date], list[Created]]
    undo: Callable[[Sequence[Created]], None]
    write_template: Callable[[Path], None]
    offer: Offer | None = None

    def counted(self, count: int) -> str:
        """ "1 purchase order", "38 purchase orders"."""
        return f"{count:,} {self.one if count == 1 else self.many}"


CREATIONS: dict[str, CreationKind] = {}


def create_from_files(kind: CreationKind) -> None:
    """Take files that bring in rows of this kind."""
    CREATIONS[kind.key] = kind
