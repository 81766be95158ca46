"""The set-up on machines that are not like ours: no network, no git, a strict umask, a plain locale, a full disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from billing_platform.local.endpoints import recorded_endpoints
from billing_platform.local.errors import StateNotWritable
from billing_platform.local.places import PROJECT, make_state_directory
from billing_platform.local.servers import LocalServers

Start = Callable[..., Any]
BARE_PATH = "/usr/bin:/bin"
ENSURE = """
import os, psycopg, redis
from billing_platform.local.environment import ensure
complete = ensure()
psycopg.connect(complete["DATABASE_URL"]).close()
redis.Redis.from_url(complete["REDIS_URL"]).ping()
print("both answer")
"""


def may_unshare(what: str) -> bool:
    return shutil.which("unshare") is not None and (
        subprocess.run(["unshare", what, "true"], capture_output=True, check=False).returncode == 0
    )


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments], cwd=PROJECT, env={"PATH": BARE_PATH} | environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def strict_umask() -> Iterator[None]:
    former = os.umask(0o077)
    yield
    os.umask(former)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers under another account")
@pytest.mark.parametrize("home_mode", [0o755, 0o700], ids=["open home", "closed home"])
def test_a_strict_umask_shuts_the_servers_out_of_nothing(
    folder: Path, strict_umask: None, servers_in: Callable[..., LocalServers], home_mode: int
) -> None:
    home = folder / "home"
    home.mkdir()
    home.chmod(home_mode)
    servers = servers_in(home / "project" / ".run")
    servers.join(dying_with_parent=True)
    with psycopg.connect(servers.endpoints.database_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("app",)


@pytest.mark.skipif(not may_unshare("--net"), reason="a machine without network is made by a right this one lacks")
def test_without_any_network_the_servers_run(bare_environment: dict[str, str]) -> None:
    command = ["unshare", "--net", sys.executable, "-c", ENSURE]
    ended = subprocess.run(command, cwd=PROJECT, env=bare_environment, capture_output=True, text=True, check=False)
    assert ended.stdout == "both answer\n", ended.stderr


def test_neither_git_nor_a_home_nor_a_locale_is_needed(run: Start, bare_environment: dict[str, str]) -> None:
    needed = {name: bare_environment[name] for name in ("BILLING_STATE", "PYTHONPATH")}
    command = run(["-c", ENSURE], needed | {"PATH": "/nonexistent", "LC_ALL": "C", "HOME": "/nonexistent"})
    command.line_with("both answer")
    assert command.code_after() == 0


def test_a_console_that_knows_ascii_only_stops_nothing(miniature: Start) -> None:
    up = miniature(PYTHONIOENCODING="ascii", LC_ALL="C", SAYING="grün → ok")
    up.line_with("gr?n ? ok")
    up.line_with("Up after")


def test_two_checkouts_run_beside_each_other(miniature: Start, state: Path) -> None:
    first = miniature("--port", "0")
    port = re.search(r":(\d+)/", first.line_with("Up after"))[1]  # type: ignore[index]
    second = miniature("--port", port, BILLING_STATE=str(state.with_name("other")))
    assert "Port" in second.line_with(f"Port {port} is taken")
    second.line_with("Up after")
    assert first.child.poll() is None


def test_a_record_of_a_run_that_is_over_holds_nobody_up(miniature: Start, state: Path) -> None:
    make_state_directory(state)
    left = '{"where": "at http://acme.localhost:1/", "programs": [{"pid": 4000000, "word": "web"}]}'
    (state / "up.json").write_text(left)
    miniature().line_with("Up after")


def test_half_a_record_holds_nobody_up(miniature: Start, state: Path) -> None:
    make_state_directory(state)
    (state / "up.json").write_text('{"where": "at http://acme')
    (state / "servers.json").write_text("")
    assert recorded_endpoints(state) == {}
    miniature().line_with("Up after")


@pytest.mark.skipif(not may_unshare("--mount"), reason="a read-only place is made by a right this machine lacks")
def test_a_read_only_checkout_says_where_else_the_state_may_be(folder: Path) -> None:
    program = "import sys, pathlib; from billing_platform.local.supervisor import main; sys.exit(main([]))"
    script = f'mount -t tmpfs -o ro,size=1m none "{folder}" && exec "$0" -c "$1"'
    ended = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, sys.executable, program], cwd=PROJECT, text=True,
        env=os.environ | {"BILLING_STATE": str(folder / "state")}, capture_output=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "cannot be created: Read-only file system. Name another directory in BILLING_STATE." in ended.stdout


def test_the_way_out_is_named_when_the_state_cannot_be_made(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(StateNotWritable, match="Name another directory in BILLING_STATE"):
        make_state_directory(folder / "file" / "state")


def test_a_python_that_is_too_old_is_named_with_the_way_out(folder: Path) -> None:
    old = folder / "python3.10"
    old.write_text("#!/bin/sh\nexit 1\n")  # what the question for 3.11 ends with there
    old.chmod(0o755)
    ended = make("demo", f"PYTHON={old}")
    assert ended.returncode != 0
    assert "Python 3.11 or newer is needed. Name one: make demo PYTHON=" in ended.stderr


FILLING = """
import os, pathlib, subprocess, sys, psycopg
from billing_platform.local.servers import LocalServers, Wanted
folder = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m,mode=711", "none", folder], check=True)
servers = LocalServers(folder / "state", Wanted(valkey=False), shared_state=folder / "shared")
servers.join(dying_with_parent=True)
url = servers.endpoints.owner_database_url
with psycopg.connect(url, autocommit=True) as connection:
    connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
try:
    with (folder / "filling").open("wb", buffering=0) as filling:
        while filling.write(bytes(65536)):
            pass
except OSError as full:
    print("full:", full.strerror)
refused = 0
for _ in range(6):
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("INSERT INTO kept SELECT generate_series(1, 300000)")
    except psycopg.OperationalError:
        refused += 1
print("refused:", refused > 0)
(folder / "filling").unlink()
servers.join(dying_with_parent=True)
with psycopg.connect(url, autocommit=True) as connection:
    connection.execute("INSERT INTO kept VALUES (7)")
    print("kept:", connection.execute("SELECT count(*) % 300000 FROM kept").fetchone()[0])
servers.stop()
"""


@pytest.mark.slow
@pytest.mark.skipif(not may_unshare("--mount"), reason="making a small disk needs the right to mount")
def test_a_disk_that_fills_up_while_it_runs_loses_nothing_and_goes_on_with_room_again(folder: Path) -> None:
    ended = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", FILLING, str(folder)],
        cwd=PROJECT, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert ended.stdout.splitlines() == ["full: No space left on device", "refused: True", "kept: 1001"], ended.stderr
