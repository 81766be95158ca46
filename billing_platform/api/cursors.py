"""Cursors: where a page of a list ends, as a text that only the API reads."""

from __future__ import annotations

import base64
import binascii

from billing_platform.api.refusals import InvalidCursor

LONGEST = 200


def cursor_of(place: str) -> str:
    """A place (a text of the list's own) as an opaque cursor for an address."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_in(cursor: str) -> str:
    """The place that a cursor holds; refuses what is none (InvalidCursor)."""
    try:
        padded = cursor[:LONGEST] + "=" * (-len(cursor[:LONGEST]) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError):
        raise invalid_cursor() from None


def row_in(cursor: str) -> int:
    """The id of the row that a cursor holds; refuses what is none (InvalidCursor)."""
    text = place_in(cursor)
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise invalid_cursor()
    return int(text)


def invalid_cursor() -> InvalidCursor:
    """The refusal of a cursor that no answer gave out."""
    return InvalidCursor("This is no cursor of an answer. Take `next` of a page, or leave it out.", field="cursor")
