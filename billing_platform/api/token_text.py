"""The text of a token: how it is made, what of it is shown, and what of it is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256

MARK = "bill_"
RANDOM_BYTES = 32
SHOWN = len(MARK) + 6
LONGEST = 100


def new_token_text() -> str:
    """A fresh token: a mark by which leaked ones are found, and 32 random bytes in base64url."""
    return MARK + secrets.token_urlsafe(RANDOM_BYTES)


def shown_part(text: str) -> str:
    """What a list shows of a token, so that its holder knows it again: the mark and six characters."""
    return text[:SHOWN]


def digest_of(text: str) -> str:
    """The SHA-256 of a token in hexadecimal, which alone is kept.

    Slow hashes make up for guessable passwords. 256 random bits can't be guessed, and the hash is looked up by an
    index at every request.
    """
    return sha256(text.encode()).hexdigest()
