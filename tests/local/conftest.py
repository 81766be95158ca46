"""A state directory of its own for each test, and processes that are ended with the test."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from billing_platform.local.places import PROJECT, remove_server_files
from billing_platform.local.servers import LocalServers, Wanted

MINIATURE = Path(__file__).with_name("miniature_up.py")
ADDRESSES = ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short, plain folder that every account may pass through, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="local-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def state(folder: Path) -> Path:
    return folder / "state"


@pytest.fixture
def servers_in(folder: Path) -> Iterator[Callable[..., LocalServers]]:
    """Makes LocalServers, quick ones unless durable ones are asked for, and removes them afterwards."""
    made: list[LocalServers] = []

    def make(state: Path, *, is_durable: bool = False, **wanted: bool) -> LocalServers:
        servers = LocalServers(state, Wanted(is_durable=is_durable, **wanted), shared_state=folder / "shared")
        made.append(servers)
        return servers

    yield make
    for servers in made:
        servers.stop(gently=False)
        remove_server_files(servers.state, folder / "shared")


@pytest.fixture
def bare_environment(state: Path) -> dict[str, str]:
    """The environment of a newcomer: no address is given, the state is the test's."""
    kept = {name: value for name, value in os.environ.items() if name not in {*ADDRESSES, "SECRET_KEY", "PORT"}}
    return {**kept, "BILLING_STATE": str(state), "PYTHONPATH": str(PROJECT)}


class Running:
    """A process whose lines are collected while it runs."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.child = subprocess.Popen(
            command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.lines: list[str] = []
        self._open: list[str] = []
        self._arriving: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def line_with(self, text: str, seconds: float = 30) -> str:
        """The first line that holds `text`, of those not yet given."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self._open:
                if text in line:
                    self._open.remove(line)
                    return line
            with contextlib.suppress(queue.Empty):
                arrived = self._arriving.get(timeout=0.1)
                self.lines.append(arrived)
                self._open.append(arrived)
        raise AssertionError(f"no line with {text!r} in {seconds} s, only:\n{''.join(self.lines)}")

    def code_after(self, number: signal.Signals | None = None, seconds: float = 30) -> int:
        """The exit code, after sending a signal."""
        if number is not None:
            self.child.send_signal(number)
        return self.child.wait(seconds)

    def end(self) -> None:
        if self.child.poll() is None:
            self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(20)
        if self.child.poll() is None:
            self.child.kill()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self._arriving.put(line)


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Starts Python with arguments in an environment."""
    started: list[Running] = []

    def start(arguments: list[str], environment: dict[str, str]) -> Running:
        started.append(Running([sys.executable, "-u", *arguments], environment))
        return started[-1]

    yield start
    for running in started:
        running.end()


@pytest.fixture
def miniature(run: Callable[..., Running], bare_environment: dict[str, str]) -> Callable[..., Running]:
    """Starts the supervisor on a miniature of the product; without `embedded`, on addresses nothing answers at."""

    def start(*arguments: str, embedded: bool = False, **environment: str) -> Running:
        given = {} if embedded else dict.fromkeys(ADDRESSES, "redis://localhost:1/0")
        return run([str(MINIATURE), *(arguments or ("--port", "0"))], {**bare_environment, **given, **environment})

    return start


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended within ten seconds; a zombie has."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes():
                time.sleep(0.05)
                continue
        return True
    return False


@pytest.fixture(name="is_gone")
def _is_gone() -> Callable[[int], bool]:
    return is_gone
