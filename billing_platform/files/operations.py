"""Store bytes, and sweep those no row names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from io import BufferedReader
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import connection, transaction

from billing_platform.files.disk import UNFINISHED
from billing_platform.files.kept import kept_of
from billing_platform.files.keys import SHA256, folder, hold, key_of, storage, try_to_take
from tenants.models import now

BATCH = 500
LONGEST_WRITE = timedelta(days=1)


class NoTransaction(RuntimeError):
    """Bytes were stored outside the transaction that writes the row naming them. A defect."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a row must remember: the hash (64 hexadecimal digits), which is the name too, and the size in bytes."""

    sha256: str
    size: int


def store(content: bytes) -> Stored:
    """Put bytes into the storage of the open organization, before the caller's transaction commits the row naming them.

    The same bytes are stored once. Needs a running transaction: until its end the sweep lets this key alone. When it
    is rolled back the bytes are an orphan. Safe to repeat.
    """
    return _store(Stored(hashlib.sha256(content).hexdigest(), len(content)), ContentFile(content))


def store_file(file: BufferedReader) -> Stored:
    """`store` for an open file, which is never in memory as a whole; it is read from its beginning."""
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    return _store(Stored(sha256, size), File(file))


def drop(hashes: Iterable[str]) -> int:
    """Delete those of the stored bytes that no row names any more, outside a transaction; returns how many."""
    return sum(_sweep(sha256) for sha256 in sorted(set(hashes)))


def sweep_orphans() -> int:
    """Delete the stored bytes of the open organization that no row names; returns how many.

    Each goes in a transaction of its own, under a lock that a transaction just storing the same bytes holds too, so
    that nothing is deleted that a row is about to name. Safe to run twice and beside everything else.
    """
    names = _stored_names()
    found = sorted(name for name in names if SHA256.fullmatch(name))
    batches = (found[start : start + BATCH] for start in range(0, len(found), BATCH))
    orphans = (name for batch in batches for name in sorted(set(batch) - kept_of(batch)))
    return sum(_sweep(name) for name in orphans) + sum(_sweep_unfinished(name) for name in names)


def _store(stored: Stored, content: File[Any]) -> Stored:
    if not connection.in_atomic_block:
        raise NoTransaction("store bytes in the transaction that writes the row about them")
    key = key_of(stored.sha256)
    hold(key)
    if not storage().exists(key):
        storage().save(key, content)
    return stored


def _sweep(sha256: str) -> bool:
    with transaction.atomic():
        key = key_of(sha256)
        if not try_to_take(key) or kept_of([sha256]):
            return False
        storage().delete(key)
        return True


def _sweep_unfinished(name: str) -> bool:
    """Remove what a writer that was killed left; one that lives is done long before, and may be done just now."""
    key = f"{folder()}/{name}"
    if not name.startswith(UNFINISHED) or not _is_left_behind(key):
        return False
    storage().delete(key)
    return True


def _is_left_behind(key: str) -> bool:
    try:
        return storage().get_modified_time(key) <= now() - LONGEST_WRITE
    except FileNotFoundError:  # its writer gave it its name meanwhile
        return False


def _stored_names() -> list[str]:
    try:
        return list(storage().listdir(folder())[1])
    except FileNotFoundError:
        return []
