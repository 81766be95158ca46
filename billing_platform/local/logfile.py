"""The log of a server: appended to, turned over when it has grown, quoted when the server does not start."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

_LARGEST = 10 * 1024 * 1024  # bytes


class LogFile:
    """One log and, beside it as `<name>.1`, the one before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen = 0

    def opened(self) -> BinaryIO:
        """Open for appending; what is written from now on is `new_text`."""
        if self.path.exists() and self.path.stat().st_size > _LARGEST:
            self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        opened = self.path.open("ab")
        self._seen = opened.tell()
        return opened

    def new_text(self) -> str:
        """What was written since the log was opened last."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as log:
            log.seek(self._seen)
            return log.read().decode(errors="replace")
