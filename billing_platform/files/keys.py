"""Under which name an organization's bytes lie in the storage."""

from __future__ import annotations

import re

from django.core.files.storage import Storage, storages

from common.sql import rows
from tenants import border

SHA256 = re.compile(r"[0-9a-f]{64}")
HOLD = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
TRY_TO_TAKE = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def storage() -> Storage:
    """The storage that the settings name."""
    return storages["files"]


def folder() -> str:
    """The folder of the open organization."""
    return border.present_organization().schema_name


def key_of(sha256: str) -> str:
    """`<schema>/<sha-256>` in the books of the open organization; nothing else is ever a key (ValueError)."""
    if not SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is no SHA-256 in lower-case hexadecimal digits")
    return f"{folder()}/{sha256}"


def hold(key: str) -> None:
    """Keep the sweep off this key until the running transaction ends."""
    rows(HOLD, [key])


def try_to_take(key: str) -> bool:
    """Whether nobody writes a row about this key just now; nobody can until the running transaction ends."""
    [(taken,)] = rows(TRY_TO_TAKE, [key])
    return bool(taken)
