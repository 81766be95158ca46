"""What the supervisor keeps alive: programs, each with its group of processes and its output, and servers."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import Protocol

from billing_platform.local.children import dies_with_parent, end_group
from billing_platform.local.console import Console, PrefixedOutput
from billing_platform.local.postgres import Postgres
from billing_platform.local.programs import Program
from billing_platform.local.servers import LocalServers
from billing_platform.local.valkey import Valkey


class Part(Protocol):
    """One thing that is started, restarted when it has ended, and stopped."""

    @property
    def name(self) -> str: ...
    @property
    def output(self) -> int | None:
        """The descriptor to wait for, None when nothing is to be read."""

    def start(self) -> None: ...
    def is_alive(self) -> bool: ...
    def end_reason(self) -> str: ...
    def print_output(self) -> None: ...
    def ask_to_end(self) -> bool:
        """Ask; tell whether it is worth waiting for."""

    def end(self) -> None: ...


class ProgramPart:
    """A program as the leader of its own session; whoever is left of its group ends with it.

    Start it in the main thread: it ends with the thread that has started it.
    """

    def __init__(self, program: Program, console: Console) -> None:
        self.program = program
        self._console = console
        self._leader: subprocess.Popen[bytes] | None = None
        self._lines: PrefixedOutput | None = None

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def pid(self) -> int:
        return self._leader.pid if self._leader else 0

    @property
    def exit_code(self) -> int | None:
        return self._leader.returncode if self._leader else None

    @property
    def output(self) -> int | None:
        return self._lines.descriptor if self._lines and not self._lines.is_finished else None

    def start(self) -> None:
        self._leader = subprocess.Popen(
            self.program.command, env=dict(self.program.environment), cwd=self.program.directory,
            pass_fds=self.program.open_files, bufsize=0,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM),
        )  # fmt: skip
        assert self._leader.stdout is not None  # noqa: S101 - asked for above
        self._lines = PrefixedOutput(self._console, self.name, self._leader.stdout.fileno())

    def is_alive(self) -> bool:
        """Tell whether the leader lives; when it has ended, its group is ended and its last words are printed."""
        leader = self._leader
        if leader is None or leader.returncode is not None:
            return False
        if os.waitid(os.P_PID, leader.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return True
        self._clear_away(leader)
        return False

    def end_reason(self) -> str:
        code = self.exit_code
        if code is not None and code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"

    def print_output(self) -> None:
        if self._lines:
            self._lines.print_available()

    def ask_to_end(self) -> bool:
        if not self.is_alive() or self._leader is None:
            return False
        self._leader.terminate()
        return True

    def end(self) -> None:
        if self.is_alive() and self._leader is not None:
            end_group(self._leader.pid, signal.SIGKILL)
            self._clear_away(self._leader)

    def _clear_away(self, leader: subprocess.Popen[bytes]) -> None:
        end_group(leader.pid, signal.SIGKILL)  # before the leader's number is given to another process
        leader.wait()
        if self._lines and leader.stdout:
            self._lines.print_rest()
            self._lines = None
            leader.stdout.close()


class ServerPart:
    """One of the embedded servers; it writes its own log and is stopped after all programs."""

    output = None

    def __init__(self, servers: LocalServers, server: Postgres | Valkey) -> None:
        self._servers = servers
        self._server = server

    @property
    def name(self) -> str:
        return self._server.name

    def start(self) -> None:
        self._servers.start(self._server, dying_with_parent=True)

    def is_alive(self) -> bool:
        return self._server.pid > 0

    def end_reason(self) -> str:
        return "has ended"

    def print_output(self) -> None:
        """It has a log of its own."""

    def ask_to_end(self) -> bool:
        return False

    def end(self) -> None:
        self._server.stop()
