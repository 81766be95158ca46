"""Start the product's code in processes of their own, on the test process's database; none outlives its test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from billing_platform.local.children import end_group, wait_until

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(
    command: Sequence[str | Path],
    log: Path,
    *,
    by: signal.Signals = signal.SIGTERM,
    seconds: float = 30,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """The process of a command, which writes to `log`; `options` are Popen's.

    Afterwards, and whatever happens between, its group is asked to end `by` a signal and killed after so many seconds.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, start_new_session=True, **({"cwd": ROOT} | options)
        )
    try:
        yield process
    finally:
        end_group(process.pid, by)
        is_gone = wait_until(lambda: process.poll() is not None, seconds)
        end_group(process.pid, signal.SIGKILL)
        process.wait()
        assert is_gone, f"{command} did not end within {seconds} s of {by.name}"


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A folder that other users may enter, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder)


def free_port() -> int:
    """A port of this machine that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def worker_command(processes: int) -> list[str]:
    """A worker of all queues with so many processes."""
    options = ["-c", str(processes), "-Q", "fast,slow,xml", "--without-mingle", "--without-gossip", "-l", "warning"]
    return [sys.executable, "-m", "celery", "-A", "billing_platform", "worker", *options]


def environment_of_tests() -> dict[str, str]:
    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def start(module: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """`python -m tests.faults.<module>`; its last line of output is a JSON answer."""
    return subprocess.Popen(
        [sys.executable, "-m", f"tests.faults.{module}", *arguments],
        cwd=ROOT,
        env=environment_of_tests() | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(process: subprocess.Popen[str], timeout: float = 120) -> Any:
    out, err = process.communicate(timeout=timeout)
    assert process.returncode == 0, err[-3000:]
    return json.loads(out.strip().splitlines()[-1])


def as_superuser(statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
