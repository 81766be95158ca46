"""The account of the operating system under which the embedded servers run: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from billing_platform.local.errors import LocalServerError

_STAND_INS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group id; `is_other` when it is not the account of this very process."""

    user_id: int
    group_id: int
    is_other: bool

    def may_enter(self, directory: Path) -> bool:
        """Tell whether every directory from the root down to this one may be traversed, by its mode bits."""
        return all(self._may_traverse(place) for place in (directory, *directory.parents))

    def as_process_owner(self) -> dict[str, Any]:
        """Arguments of `subprocess.Popen` that start a process under this account, none if it is our own."""
        if not self.is_other:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def _may_traverse(self, directory: Path) -> bool:
        status = directory.stat()
        if status.st_uid == self.user_id:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.group_id:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def server_account(existing_files: Path) -> Account:
    """The account for servers whose files are, or will be, in `existing_files`.

    An ordinary user runs them as himself. Root hands them to the owner the files already have, else to `postgres`,
    else to `nobody`. Raises LocalServerError when root finds neither.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), is_other=False)
    if existing_files.exists() and existing_files.stat().st_uid != 0:
        status = existing_files.stat()
        return Account(status.st_uid, status.st_gid, is_other=True)
    for name in _STAND_INS_FOR_ROOT:
        if name in {entry.pw_name for entry in pwd.getpwall()}:
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, is_other=True)
    raise LocalServerError("PostgreSQL does not run as root and this machine has neither `postgres` nor `nobody`.")
