"""Public identifiers: UUIDv7, made in Python, so that rows keep their order of creation wherever they travel."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_public_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562), sortable by the instant it was made."""
    made: UUID = uuid7()
    return made
