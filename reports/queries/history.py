"""The history of one thing, with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tenants.base import TenantQuerySet
from tenants.history.models import Change
from tenants.history.naming import names_of
from tenants.history.queries import ChangeRow, May, history_of, row_of, told


@dataclass(frozen=True, slots=True)
class Trail:
    """What a thing is called, whether it still has a page, and how many changes there are for whoever asks."""

    table: str
    row: int
    name: str
    is_gone: bool
    count: int
    may: May

    def rows(self, part: slice) -> list[ChangeRow]:
        """Some of the changes, newest first; a statement for them, at most two for the names of each table."""
        return told(self._changes().order_by("-id")[part])

    def _changes(self) -> TenantQuerySet[Change]:
        return history_of(self.table, self.row, self.may)


def trail_of(table: str, public_id: UUID, may: May) -> Trail | None:
    """The history of the thing with this public id, of a deleted one too, as far as `may` goes; None for none.

    At most four statements.
    """
    row = row_of(table, public_id)
    named = names_of([(table, row)]).of((table, row)) if row is not None else None
    if row is None or named is None:
        return None
    return Trail(table, row, named.text, named.is_gone, history_of(table, row, may).count(), may)
