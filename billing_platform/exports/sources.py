"""The registry of what can be exported, filled by the rooms whose rows they are when the apps load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from common.workbook import SheetColumn
from people.models import Account
from people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a list: everything in it, or what its address shows in the chosen columns, in order.

    Of the list of one thing everything is what belongs to that thing, which `query` names.
    """

    is_everything: bool
    query: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What the person gets: columns, how many rows, and the rows themselves, a value for each column.

    `needs` are the permissions without which nobody may see these columns and rows. `rows()` reads as it goes
    and holds a few thousand rows at most.
    """

    columns: tuple[SheetColumn, ...]
    needs: frozenset[Permission]
    count: int
    rows: Callable[[], Iterator[Sequence[object]]]


class Source(Protocol):
    """A list that can be exported. `list_url` leads to it."""

    @property
    def key(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def permission(self) -> Permission: ...

    @property
    def list_url(self) -> str: ...

    def select(self, asked: Asked, person: Account, today: date) -> Selection:
        """What of it this person gets: no column that they may not see, whatever was asked for."""
        ...


SOURCES: dict[str, Source] = {}


def export_from(source: Source) -> None:
    """Offer a list for export under its key."""
    SOURCES[source.key] = source
