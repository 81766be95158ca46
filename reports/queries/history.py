"""The thing that a history is of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tenants.history.naming import names_of
from tenants.history.queries import row_of


@dataclass(frozen=True, slots=True)
class Subject:
    """What a thing is called, and whether it still has a page."""

    name: str
    is_gone: bool


def subject_of(table: str, public_id: UUID) -> Subject | None:
    """The thing with this public id, a deleted one too; None for none. At most four statements."""
    row = row_of(table, public_id)
    named = names_of([(table, row)]).of((table, row)) if row is not None else None
    return Subject(named.text, named.is_gone) if named else None
