"""Keeps parts running in one thread: prints their output, restarts what has ended, stops everything in order."""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from billing_platform.local.console import Console
from billing_platform.local.errors import LocalServerError
from billing_platform.local.parts import Part, ProgramPart

_TURN_SECONDS = 0.2
_PATIENCE_SECONDS = 15.0


@dataclass(slots=True)
class BackOff:
    """The pause before a restart: doubles from `shortest` to `longest` seconds, starts anew after `steady` of life."""

    shortest: float = 0.5
    longest: float = 30.0
    steady: float = 60.0
    _next: float = 0.0
    _started_at: float = 0.0

    def note_start(self, now: float) -> None:
        self._started_at = now

    def next_pause(self, now: float) -> float:
        """Seconds to wait after an end at `now`, on the same clock as `note_start`."""
        if now - self._started_at >= self.steady:
            self._next = 0.0
        pause = max(self._next, self.shortest)
        self._next = min(pause * 2, self.longest)
        return pause


@dataclass(slots=True)
class _Kept:
    part: Part
    back_off: BackOff
    restart_at: float | None = None


@dataclass(slots=True)
class StopRequest:
    """Counts the requests to stop: one is polite, a second one is in a hurry."""

    count: int = 0

    def note(self, *_: object) -> None:
        """Usable as a signal's handler."""
        self.count += 1

    @property
    def is_made(self) -> bool:
        return self.count > 0

    @property
    def is_urgent(self) -> bool:
        return self.count > 1


@dataclass(slots=True)
class Watch:
    """The loop. Parts stop in the reverse order in which they were added, all programs asked at once."""

    console: Console
    request: StopRequest
    new_back_off: Callable[[], BackOff] = BackOff
    on_start: Callable[[], None] = lambda: None
    _kept: list[_Kept] = field(default_factory=list)

    @property
    def parts(self) -> list[Part]:
        return [kept.part for kept in self._kept]

    @property
    def is_stopping(self) -> bool:
        """Somebody asked for it, or nobody reads the console any more."""
        return self.request.is_made or self.console.is_closed

    def keep(self, part: Part) -> None:
        """Start a part and restart it from now on whenever it ends. Raises LocalServerError when it does not start."""
        kept = _Kept(part, self.new_back_off())
        self._kept.append(kept)
        self._start(kept)

    def run_to_end(self, part: ProgramPart) -> int | None:
        """Run a program once; its exit code, or None when the stop came first."""
        part.start()
        while part.is_alive():
            if self.is_stopping:
                part.ask_to_end()
            self._turn([part])
        return None if self.is_stopping else part.exit_code

    def run_until(self, is_reached: Callable[[], bool], seconds: float = float("inf")) -> bool:
        """Keep the parts running until the question is answered with yes, the time is over or the stop comes."""
        end = time.monotonic() + seconds
        while not self.is_stopping and time.monotonic() < end:
            if is_reached():
                return True
            self._turn([])
            self._restart_what_has_ended()
        return False

    def stop(self) -> None:
        """Ask all parts to end, wait for those that need time, end what is left."""
        end = time.monotonic() + _PATIENCE_SECONDS
        going = [part for part in self.parts if part.ask_to_end()]
        while going and time.monotonic() < end and not self.request.is_urgent:
            self._turn([])
            going = [part for part in going if part.is_alive()]
        for part in going:
            self.console.say(f"{part.name} does not end and is killed.")
        for part in reversed(self.parts):
            part.end()

    def _turn(self, others: list[ProgramPart]) -> None:
        """Wait a moment for output and print it."""
        parts = [*self.parts, *others]
        select.select([part.output for part in parts if part.output is not None], [], [], _TURN_SECONDS)
        for part in parts:
            part.print_output()

    def _restart_what_has_ended(self) -> None:
        now = time.monotonic()
        for kept in self._kept:
            if kept.restart_at is not None and now >= kept.restart_at:
                self._restart(kept)
            elif kept.restart_at is None and not kept.part.is_alive():
                self._put_off(kept, kept.part.end_reason())

    def _restart(self, kept: _Kept) -> None:
        try:
            self._start(kept)
        except LocalServerError as problem:
            self._put_off(kept, f"did not start: {problem.message}")
        else:
            self.console.say(f"{kept.part.name} runs again.")

    def _put_off(self, kept: _Kept, reason: str) -> None:
        now = time.monotonic()
        pause = kept.back_off.next_pause(now)
        kept.restart_at = now + pause
        self.console.say(f"{kept.part.name} {reason}; it is started again in {pause:g} s.")

    def _start(self, kept: _Kept) -> None:
        kept.part.start()
        kept.restart_at = None
        kept.back_off.note_start(time.monotonic())
        self.on_start()
