"""What the supervisor runs: a table of programs, and for each the group of processes it has become."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from billing_platform.local.children import dies_with_parent, end_group, wait_until
from billing_platform.local.places import PROJECT

_OF_THE_OWNER = {"OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "DATABASE_LOGIN"}


@dataclass(frozen=True, slots=True)
class Program:
    """One row of the process table."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = PROJECT
    open_files: tuple[int, ...] = ()


class RunningProgram:
    """A started program, the leader of its own session and process group; its output comes through a pipe.

    Start it in the main thread: it ends with the thread that has started it.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._leader = subprocess.Popen(
            program.command, env=dict(program.environment), cwd=program.directory, pass_fds=program.open_files,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
            start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM),
        )  # fmt: skip
        assert self._leader.stdout is not None  # noqa: S101 - asked for above
        self.output = self._leader.stdout.fileno()
        os.set_blocking(self.output, False)

    @property
    def pid(self) -> int:
        return self._leader.pid

    def is_alive(self) -> bool:
        """Tell whether the leader lives; when it does not, what is left of its group is ended as well."""
        if self._leader.returncode is not None:
            return False
        if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return True
        end_group(self.pid, signal.SIGKILL)  # before its number is given away
        self._leader.wait()
        return False

    @property
    def end_reason(self) -> str:
        """How the leader ended, in words: `ended with code 3`, `was killed by SIGKILL`."""
        code = self._leader.returncode
        if code is not None and code < 0:
            return f"was killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"

    @property
    def exit_code(self) -> int | None:
        return self._leader.returncode

    def ask_to_end(self) -> None:
        if self.is_alive():
            self._leader.terminate()

    def end(self, patience: float) -> None:
        """Wait so many seconds for a program that was asked to end, then kill its whole group."""
        if not wait_until(lambda: not self.is_alive(), patience):
            end_group(self.pid, signal.SIGKILL)
            self._leader.wait()

    def close(self) -> None:
        """Close the pipe; the program has ended."""
        assert self._leader.stdout is not None  # noqa: S101
        self._leader.stdout.close()


def migration(environment: Mapping[str, str]) -> Program:
    return _command("migrate", ("migrate",), environment)


def demo_load(environment: Mapping[str, str]) -> Program:
    return _command("demo", ("demo",), environment)


def demo_logins(environment: Mapping[str, str]) -> Program:
    return _command("demo", ("demo", "--print-logins"), environment)


def standing_programs(environment: Mapping[str, str], state: Path, listener: int) -> tuple[Program, ...]:
    """Web, worker and beat. They sign in as `app` and never learn the addresses of the other logins.

    `listener` is the descriptor of a bound socket that web answers on.
    """
    plain = {name: value for name, value in environment.items() if name not in _OF_THE_OWNER}
    web = (
        *_module("gunicorn"), "--bind", f"fd://{listener}", "--worker-class", "gthread", "--workers", "2",
        "--threads", "4", "--graceful-timeout", "10", "billing_platform.wsgi:application",
    )  # fmt: skip
    worker = (
        *_module("celery"), "-A", "billing_platform", "worker", "-c", "2", "-Q", "fast,slow,xml",
        "--without-mingle", "--without-gossip",
    )  # fmt: skip
    beat = (*_module("celery"), "-A", "billing_platform", "beat", "-s", str(state / "beat"))
    return (
        Program("web", web, {**plain, "DATABASE_POOL": "1"}, open_files=(listener,)),
        Program("worker", worker, plain),
        Program("beat", beat, plain),
    )


def _command(name: str, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Program:
    return Program(name, (sys.executable, "-u", str(PROJECT / "manage.py"), *arguments), environment)


def _module(name: str) -> tuple[str, ...]:
    return (sys.executable, "-u", "-m", name)
