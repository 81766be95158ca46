"""The supervisor's one output: its own sentences, and each program's lines behind the program's name."""

from __future__ import annotations

import os
from typing import TextIO

_WIDTH = 9
_READS_AT_ONCE = 16  # then another program has its turn


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
    """Prints what comes out of a pipe line by line, without waiting for it."""

    def __init__(self, console: Console, name: str, descriptor: int) -> None:
        self.descriptor = descriptor
        self.is_finished = False
        self._console = console
        self._prefix = f"{name:>{_WIDTH}} | " if name else ""
        self._rest = b""
        os.set_blocking(descriptor, False)

    def print_available(self) -> None:
        """Print the whole lines that have arrived."""
        for _ in range(_READS_AT_ONCE):
            if not (read := self._read()):
                return
            *lines, self._rest = (self._rest + read).split(b"\n")
            for line in lines:
                self._print(line)

    def print_rest(self) -> None:
        """Print what has arrived, a last line without an end too."""
        self.print_available()
        if self._rest:
            self._print(self._rest)
            self._rest = b""

    def _read(self) -> bytes:
        """What is there, nothing when nothing is there yet or ever again."""
        try:
            read = os.read(self.descriptor, 65536)
        except BlockingIOError:
            return b""
        self.is_finished = not read
        return read

    def _print(self, line: bytes) -> None:
        self._console.say(self._prefix + line.decode(errors="replace").rstrip("\r"))
