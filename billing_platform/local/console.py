"""The supervisor's one output: its own sentences, and each program's lines behind the program's name."""

from __future__ import annotations

import os
from typing import TextIO

_WIDTH = 9


class Console:
    """Writes whole lines; after its reader has gone it is closed and keeps silent."""

    def __init__(self, stream: TextIO) -> None:
        self.is_closed = False
        self._stream = stream

    def say(self, text: str) -> None:
        """Print one or more lines."""
        if self.is_closed:
            return
        try:
            self._stream.write(f"{text}\n")
            self._stream.flush()
        except BrokenPipeError:
            self.is_closed = True


class PrefixedOutput:
    """Reads one program's output from a descriptor that does not block and prints it line by line."""

    def __init__(self, console: Console, name: str, descriptor: int) -> None:
        self._console = console
        self._prefix = f"{name:>{_WIDTH}} | " if name else ""
        self._descriptor = descriptor
        self._rest = b""

    def print_available(self) -> bool:
        """Print what has arrived; tell whether more may come."""
        while True:
            try:
                read = os.read(self._descriptor, 65536)
            except BlockingIOError:
                return True
            if not read:
                return False
            *lines, self._rest = (self._rest + read).split(b"\n")
            for line in lines:
                self._print(line)

    def print_rest(self) -> None:
        """Print a last line that has no end."""
        self.print_available()
        if self._rest:
            self._print(self._rest)
            self._rest = b""

    def _print(self, line: bytes) -> None:
        self._console.say(self._prefix + line.decode(errors="replace").rstrip("\r"))
