"""Where the local state lives: directories that only the servers' account may enter, and socket paths that fit."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from billing_platform.local.accounts import Account, server_account
from billing_platform.local.errors import LocalServerError, StateNotWritable

PROJECT = Path(__file__).resolve().parents[2]
SHARED_STATE = Path("/var/lib/billing-platform")
LONGEST_SOCKET_PATH = 103  # bytes; Linux takes 107 and macOS 103

_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")
_LONGEST_SOCKET_NAME = ".s.PGSQL.5432"


def state_directory() -> Path:
    """The directory named by BILLING_STATE, else `.run` in the project; not created here."""
    return Path(os.environ.get("BILLING_STATE") or PROJECT / ".run").absolute()


def make_state_directory(state: Path) -> None:
    """Create the state directory; others may pass through it, only its owner may list it."""
    try:
        make_passable(state)
    except OSError as problem:
        raise StateNotWritable(
            f"The directory {state} cannot be created: {problem.strerror}. Name another directory in BILLING_STATE."
        ) from problem
    if not os.access(state, os.W_OK | os.X_OK):
        raise StateNotWritable(
            f"The directory {state} belongs to another user. Run as that user, or name another directory in "
            "BILLING_STATE."
        )


@dataclass(frozen=True, slots=True)
class ServerHome:
    """The files of the servers of one state directory: `base` holds them, `sockets` their sockets."""

    base: Path
    sockets: Path
    account: Account

    def directory(self, name: str) -> Path:
        """A directory of the servers' account below `base`, created if it is missing, closed to everybody else."""
        return private_directory(self.base / name, self.account)


def server_home(state: Path, shared_state: Path = SHARED_STATE) -> ServerHome:
    """Find or make the home of the servers of `state`.

    When root runs the servers under another account that may not pass through the directories above `state` (a home
    closed to others), their files go below `shared_state`, in a directory of their own.
    """
    make_state_directory(state)
    inside = server_account(state / "postgres")
    relocated = shared_state / _fingerprint(state)
    if inside.may_enter(state) and not relocated.exists():
        return ServerHome(state, _socket_directory(state, inside), inside)
    make_passable(relocated)
    outside = server_account(relocated / "postgres")
    return ServerHome(relocated, _socket_directory(relocated, outside), outside)


def remove_server_files(state: Path, shared_state: Path = SHARED_STATE) -> None:
    """Delete everything the servers of `state` have written, wherever it is; they must be stopped."""
    relocated = shared_state / _fingerprint(state)
    for directory in (state, relocated, _short_directory(state), _short_directory(relocated)):
        if directory.exists():
            shutil.rmtree(directory)


def private_directory(path: Path, account: Account) -> Path:
    """Create `path` with mode 0700 for `account`; refuse one that somebody else has put there."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {account.user_id, os.geteuid()}:
        raise LocalServerError(f"{path} belongs to another user: remove it, or name another place in BILLING_STATE.")
    if found.st_uid != account.user_id:
        os.chown(path, account.user_id, account.group_id)
    path.chmod(0o700)
    return path


def make_passable(directory: Path) -> None:
    if directory.is_dir():
        return
    if not directory.parent.exists():
        make_passable(directory.parent)
    directory.mkdir(exist_ok=True)
    directory.chmod(0o711)  # whatever the umask takes away


def _socket_directory(base: Path, account: Account) -> Path:
    """`sockets` in the base, or a short and plain place under the temporary directory when its path does not fit."""
    beside = base / "sockets"
    if _fits(beside):
        return private_directory(beside, account)
    return private_directory(_short_directory(base), account)


def _short_directory(base: Path) -> Path:
    name = f"billing-{_fingerprint(base)}"
    chosen = Path(tempfile.gettempdir()) / name
    return chosen if _fits(chosen) else Path("/tmp") / name  # noqa: S108 - ownership is checked on creation


def _fits(directory: Path) -> bool:
    longest = directory / _LONGEST_SOCKET_NAME
    return len(os.fsencode(longest)) <= LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(str(longest)) is not None


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
