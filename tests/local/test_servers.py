"""Several processes that use the embedded servers of one state directory."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from billing_platform.local.places import PROJECT

NOBODY = 65534

USER = """
import pathlib, sys
from billing_platform.local.servers import LocalServers, Wanted
servers = LocalServers(pathlib.Path(sys.argv[1]), Wanted(is_durable=False))
servers.join()
print("servers", servers.postgres.pid, servers.valkey.pid)
sys.stdin.readline()
servers.leave()
"""

START_AND_STOP = """
import pathlib, sys, psycopg
from billing_platform.local.servers import LocalServers, Wanted
servers = LocalServers(pathlib.Path(sys.argv[1]), Wanted(is_durable=False))
servers.join()
with psycopg.connect(servers.endpoints.database_url) as connection:
    print("works as", connection.execute("SELECT current_user").fetchone()[0])
servers.leave()
"""


def user_of(state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-u", "-c", USER, str(state)], cwd=PROJECT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def pids_said(user: subprocess.Popen[str]) -> tuple[int, int]:
    assert user.stdout is not None
    _, postgres, valkey = user.stdout.readline().split()
    return int(postgres), int(valkey)


def test_two_who_start_at_once_get_the_same_servers_and_the_last_one_stops_them(
    state: Path, is_gone: Callable[[int], bool]
) -> None:
    first, second = user_of(state), user_of(state)
    servers, same = pids_said(first), pids_said(second)
    first.communicate("\n")
    alive_in_between = [Path(f"/proc/{pid}").exists() for pid in servers]
    second.communicate("\n")
    assert servers == same
    assert alive_in_between == [True, True]
    assert all(is_gone(pid) for pid in servers)


def everybodys_environment() -> dict[str, str]:
    packages = [path for path in sys.path if path.endswith("site-packages")]
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": os.pathsep.join([str(PROJECT), *packages])}


def run_as_nobody(interpreter: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [interpreter, *arguments], cwd="/", env=everybodys_environment(), capture_output=True, text=True, check=False,
        user=NOBODY, group=NOBODY, extra_groups=[],
    )  # fmt: skip


def interpreter_for_nobody() -> str:
    """A Python of this version that `nobody` may run, with the packages of this one; skips when there is none."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        with contextlib.suppress(OSError):
            if run_as_nobody(candidate, "-c", "import psycopg, billing_platform.local.servers").returncode == 0:
                return candidate
    return pytest.skip("no other account may run this Python or read its packages")


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests have been run by an ordinary user")
def test_an_ordinary_user_runs_them_as_himself(folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    os.chown(own, NOBODY, NOBODY)
    ended = run_as_nobody(interpreter_for_nobody(), "-c", START_AND_STOP, str(own / "state"))
    assert ended.stdout == "works as app\n", ended.stderr
    assert (own / "state" / "postgres").stat().st_uid == NOBODY
