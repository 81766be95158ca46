"""Locks between processes: on a file, dropped by the kernel when their holder ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock alone, after waiting for those who hold it."""
    descriptor = _opened(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Lock:
    """A lock that is kept until it is released or the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = _opened(path)

    def share(self) -> None:
        """Hold it together with others who share it, after waiting for one who holds it alone."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def takes_alone(self) -> bool:
        """Try to hold it alone without waiting; tell whether that worked. If not, a share held before is lost."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        os.close(self._descriptor)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
