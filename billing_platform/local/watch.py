"""Keeps programs and servers running: prints their output, restarts what dies, stops everything in order."""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from billing_platform.local.console import Console, PrefixedOutput
from billing_platform.local.errors import LocalServerError
from billing_platform.local.programs import Program, RunningProgram

_TURN_SECONDS = 0.2
_PATIENCE_SECONDS = 15.0


class Server(Protocol):
    """Something that starts, lives and stops by itself and is not read from."""

    name: str

    def is_alive(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


@dataclass(slots=True)
class BackOff:
    """The pause before the next restart: doubles from `shortest` to `longest` seconds, falls back after `steady`."""

    shortest: float = 0.5
    longest: float = 30.0
    steady: float = 60.0
    _next: float = 0.0
    _started_at: float = 0.0

    def note_start(self, now: float) -> None:
        self._started_at = now

    def next_pause(self, now: float) -> float:
        """Seconds to wait after an end at `now`, on the clock of `note_start`."""
        if not self._next or now - self._started_at >= self.steady:
            self._next = self.shortest
        pause, self._next = self._next, min(self._next * 2, self.longest)
        return pause


@dataclass(slots=True)
class _Kept:
    """One part of the table: what restarts it, when, and, for a program, what runs."""

    name: str
    back_off: BackOff
    restart_at: float | None = None
    program: Program | None = None
    running: RunningProgram | None = None
    server: Server | None = None


@dataclass(slots=True)
class _Reader:
    output: PrefixedOutput


class Watch:
    """One thread, one loop. `is_stopping` is asked at every turn; the console's end is a reason to stop too."""

    def __init__(self, console: Console, is_stopping: Callable[[], bool], new_back_off: Callable[[], BackOff]) -> None:
        self.console = console
        self._is_stopping = is_stopping
        self._new_back_off = new_back_off
        self._kept: list[_Kept] = []
        self._selector = selectors.DefaultSelector()
