"""What makes a received document the same one again."""

from __future__ import annotations

from uuid import UUID


def delivered_identity(supplier: UUID, number: str, year: int, kind: str) -> str:
    """The identity of a document delivered by an organization: supplier + number + issue year + kind."""
    return f"organization:{supplier}|{number.strip().casefold()}|{year}|{kind}"
