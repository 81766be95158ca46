"""Deletes the local state with all its data: `python -m billing_platform.local.removal [DIRECTORY]...`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from billing_platform.local.errors import AlreadyRunning
from billing_platform.local.locks import Lock
from billing_platform.local.places import remove_server_files, state_directory
from billing_platform.local.servers import LocalServers
from common.errors import Refusal


def main(arguments: Sequence[str]) -> int:
    """Delete the state directories named, else the one in use; the exit code: 1 when one of them is in use."""
    try:
        for state in [Path(argument).absolute() for argument in arguments] or [state_directory()]:
            remove_state(state)
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    return 0


def remove_state(state: Path) -> None:
    """Stop the servers of `state` and delete their files. Raises AlreadyRunning while somebody uses them."""
    if not state.exists():
        return
    for name in ("up.lock", "users.lock"):
        lock = Lock(state / name)
        if not lock.takes_alone():
            raise AlreadyRunning(f"The product runs from {state}: stop it first.")
    LocalServers(state).stop(gently=False)
    remove_server_files(state)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
