"""A server's process, whoever has started it: brought up, found again by its pid file, and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from billing_platform.local.accounts import Account
from billing_platform.local.children import dies_with_parent, end_by_signals, is_running
from billing_platform.local.errors import LocalServerError
from billing_platform.local.logfile import LogFile

_START_SECONDS = 60.0  # replaying a log or loading a snapshot after a kill is part of the start
_PAUSE_SECONDS = 0.03
_PAUSE_BETWEEN_TRIES = 0.3


@dataclass(slots=True)
class Daemon:
    """`word` stands in the command line of the process that `pid_file` names, if that still is the server."""

    pid_file: Path
    word: str
    log: LogFile
    account: Account
    environment: Mapping[str, str] = field(default_factory=dict)
    _child: subprocess.Popen[bytes] | None = None

    @property
    def recorded_pid(self) -> int:
        """The first line of the pid file, 0 without one."""
        try:
            return int(self.pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def living_pid(self) -> int:
        """The pid of the server, 0 when it does not run."""
        if self._child is not None and self._child.poll() is None:
            return self._child.pid
        recorded = self.recorded_pid
        return recorded if recorded > 0 and is_running(recorded, self.word) else 0

    def launch(self, command: Sequence[str], dying_with_parent: signal.Signals | None) -> None:
        """Start the process in the log's directory, under the account, with its output in the log."""
        with self.log.opened() as log:
            self._child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.log.path.parent, env=dict(self.environment), start_new_session=True,
                preexec_fn=dies_with_parent(dying_with_parent) if dying_with_parent else None,
                **self.account.as_process_owner(),
            )  # fmt: skip

    def bring_up(
        self, launch: Callable[[], None], answers: Callable[[], bool], is_passing: Callable[[str], bool]
    ) -> None:
        """Return when it answers: launched unless it lives, again when it was just ending or its end is passing.

        `is_passing` judges what a launched process has said before it ended. Raises LocalServerError with the last
        lines of the log.
        """
        end = time.monotonic() + _START_SECONDS
        is_launched = False
        while not answers():
            if not self.living_pid:
                if is_launched and not is_passing(self.log.new_text()):
                    raise LocalServerError(f"it ended at its start:\n{self._last_lines()}")
                time.sleep(_PAUSE_BETWEEN_TRIES if is_launched else 0)
                launch()
                is_launched = True
            if time.monotonic() > end:
                raise LocalServerError(f"it has not answered for {_START_SECONDS:.0f} s:\n{self._last_lines()}")
            time.sleep(_PAUSE_SECONDS)

    def end(self, *signals_and_patience: tuple[signal.Signals, float]) -> None:
        """Send each signal in turn and wait its seconds. Raises LocalServerError when the process is still there."""
        pid = self.living_pid
        if pid and not end_by_signals(pid, lambda: not self.living_pid, *signals_and_patience):
            raise LocalServerError(f"The server in {self.log.path.parent} (process {pid}) does not stop.")

    def _last_lines(self) -> str:
        return os.linesep.join(self.log.new_text().strip().splitlines()[-20:])
