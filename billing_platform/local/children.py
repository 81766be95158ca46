"""Facts about processes that the standard library does not give: dying with the parent, being alive, leftovers."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_ASK_FOR_SIGNAL_WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG, linux/prctl.h
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn` after which the kernel sends `with_signal` to the child when its parent ends, even if killed.

    Linux only, None elsewhere. The kernel watches the thread that starts the child: call Popen in the main thread.
    """
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_ASK_FOR_SIGNAL_WHEN_PARENT_DIES, int(with_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def is_running(pid: int, word: str) -> bool:
    """Tell whether process `pid` lives, is no zombie and has `word` in its command line."""
    if not Path("/proc/self").exists():
        listed = subprocess.run(["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, check=False)
        return os.fsencode(word) in listed.stdout
    try:
        return os.fsencode(word) in Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for a zombie
    except OSError:
        return False


def wait_until(is_reached: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Ask until the answer is yes, at most so many seconds; tell whether it was."""
    end = time.monotonic() + seconds
    while not is_reached():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def end_by_signals(pid: int, is_gone: Callable[[], bool], *signals_and_patience: tuple[signal.Signals, float]) -> bool:
    """Send each signal in turn and wait its seconds for the process to go; tell whether it went."""
    for number, patience in signals_and_patience:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(is_gone, patience):
            return True
    return False


def end_group(leader: int, number: signal.Signals) -> None:
    """Send a signal to every process of the group that `leader` started; none left is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def may_work_in(directory: Path, user_id: int) -> bool:
    """Tell whether some process of the user works in `directory`, or might: a PostgreSQL whose place is not told.

    Answers yes where the operating system has no /proc, so that nothing is concluded from not knowing.
    """
    table = Path("/proc")
    if not (table / "self").exists():
        return True
    place = directory.resolve()
    return any(_may_work_in(entry, place, user_id) for entry in table.iterdir() if entry.name.isdigit())


def _may_work_in(entry: Path, directory: Path, user_id: int) -> bool:
    try:
        if entry.stat().st_uid != user_id:
            return False
        return (entry / "cwd").readlink() == directory
    except PermissionError:  # root itself may be forbidden to look, in a container
        return _is_live_postgres(entry)
    except OSError:  # gone, or a zombie
        return False


def _is_live_postgres(entry: Path) -> bool:
    try:
        return b"postgres" in (entry / "cmdline").read_bytes()
    except OSError:
        return False
