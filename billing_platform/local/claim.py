"""One `manage.py up` a state directory: who holds it, at which address, and what a killed one has left behind."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from billing_platform.local.children import end_group, is_running, wait_until
from billing_platform.local.errors import AlreadyRunning
from billing_platform.local.locks import Lock
from billing_platform.local.parts import ProgramPart

_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Started:
    """A process group of the supervisor; `word` is the last of its command line, to know it again."""

    pid: int
    word: str


class Claim:
    """Held as long as the supervisor lives. Raises AlreadyRunning, naming the address, when another one holds it."""

    def __init__(self, state: Path) -> None:
        self._record = state / "up.json"
        self._lock = Lock(state / "up.lock")
        if not self._lock.takes_alone():
            raise AlreadyRunning(
                f"The product already runs from here, {self._read().get('where') or 'and is starting'}."
            )

    def end_leftovers(self) -> None:
        """End what a killed supervisor has left: its programs were told to end when it died, and may take a while."""
        for row in self._read().get("programs", []):
            _end_leftover(Started(**row))

    def record(self, where: str, programs: Sequence[ProgramPart]) -> None:
        """Write down where it answers ("at http://…") and the programs that run, for the next one who asks."""
        running = [Started(program.pid, program.program.command[-1]) for program in programs if program.pid]
        self._record.write_text(json.dumps({"where": where, "programs": [asdict(started) for started in running]}))

    def release(self) -> None:
        """Everything has ended in order: nothing is left behind."""
        self._record.unlink(missing_ok=True)
        self._lock.release()

    def _read(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._record.read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}


def _end_leftover(started: Started) -> None:
    if not wait_until(lambda: not is_running(started.pid, started.word), _PATIENCE_SECONDS):
        end_group(started.pid, signal.SIGKILL)
