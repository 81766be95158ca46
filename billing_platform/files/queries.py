"""Reads of stored bytes."""

from __future__ import annotations

import hashlib
from typing import IO

from billing_platform.files.keys import key_of, storage
from billing_platform.files.refusals import FileLost


def open_file(sha256: str) -> IO[bytes]:
    """The stored bytes of the open organization as an open file; the caller closes it. Raises FileLost."""
    try:
        return storage().open(key_of(sha256), "rb")
    except FileNotFoundError as error:
        raise FileLost(f"the storage holds no {sha256}") from error


def content_of(sha256: str) -> bytes:
    """The whole of the stored bytes, proven to be those of the hash. Raises FileLost."""
    with open_file(sha256) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileLost(f"what the storage holds as {sha256} are other bytes")
    return content


def stored_size(sha256: str) -> int | None:
    """The size in bytes as the storage tells it, without reading; None where there is nothing."""
    try:
        return int(storage().size(key_of(sha256)))
    except FileNotFoundError:
        return None
