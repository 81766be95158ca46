"""What a row of an exported sheet carries to be known again: its identity and a stamp of what it was then."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from common.errors import Refusal

LABEL = "Row key"
NOTE = "Says which row this is and what it was when it was exported. Leave it as it is, and in its row."
STAMP_LENGTH = 16
_BETWEEN = "\x1f"


class NoRowKey(Refusal):
    """The text is no key of a row."""

    code = "no_row_key"


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row by its public id, and the stamp of what it was when it was exported."""

    public_id: UUID
    stamp: str

    def __str__(self) -> str:
        return f"{self.public_id}-{self.stamp}"


def stamp_of(*values: object) -> str:
    """Sixteen hexadecimal digits that differ when any of the values does."""
    text = _BETWEEN.join(str(value) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()[:STAMP_LENGTH]


def parse_row_key(text: str) -> RowKey:
    """The key as it was exported. Refuses (NoRowKey) what was typed or cut."""
    identity, _, stamp = text.strip().rpartition("-")
    if len(stamp) != STAMP_LENGTH or not stamp.isalnum():
        raise NoRowKey("holds no key of a row. Export the list again.")
    try:
        return RowKey(UUID(identity), stamp)
    except ValueError as error:
        raise NoRowKey("holds no key of a row. Export the list again.") from error
