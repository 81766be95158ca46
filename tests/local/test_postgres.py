"""The embedded PostgreSQL as a real process: made, killed, started again."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from billing_platform.local import databases, postgres
from billing_platform.local.errors import DiskFull
from billing_platform.local.places import PROJECT, remove_server_files
from billing_platform.local.servers import LocalServers, Wanted

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def started() -> Iterator[LocalServers]:
    """One server for the tests that only look at it."""
    folder = Path(tempfile.mkdtemp(prefix="local-", dir="/tmp"))
    folder.chmod(0o711)
    servers = LocalServers(folder, Wanted(valkey=False, is_durable=False), shared_state=folder / "shared")
    servers.join(dying_with_parent=True)
    yield servers
    servers.stop(gently=False)
    remove_server_files(folder)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def test_a_new_cluster_has_two_logins_of_which_only_the_owner_may_make_roles(started: LocalServers) -> None:
    found = rows(
        started.postgres.superuser_url,
        "SELECT rolname, rolcreaterole, rolinherit, rolsuper, rolcreatedb, rolcanlogin FROM pg_roles "
        "WHERE rolname IN ('app', 'owner') ORDER BY 1",
    )
    assert found == [("app", False, False, False, False, True), ("owner", True, True, False, False, True)]


def test_the_database_belongs_to_the_owner_and_has_the_extensions(started: LocalServers) -> None:
    found = rows(
        started.postgres.url("owner"),
        "SELECT pg_get_userbyid(datdba), (SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension), "
        "current_setting('server_encoding'), current_setting('TimeZone') "
        "FROM pg_database WHERE datname = current_database()",
    )
    assert found == [("owner", ["btree_gist", "pg_stat_statements", "pg_trgm", "plpgsql"], "UTF8", "UTC")]


def test_the_application_may_not_create_anything(started: LocalServers) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(started.postgres.url("app"), "CREATE TABLE mine (id int)")


def test_nothing_listens_on_the_network(started: LocalServers) -> None:
    assert rows(started.postgres.superuser_url, "SHOW listen_addresses") == [("",)]


def test_the_sockets_are_closed_to_other_accounts(started: LocalServers) -> None:
    assert stat.S_IMODE(started.home.sockets.stat().st_mode) == 0o700


def test_a_database_can_be_copied_and_dropped(started: LocalServers) -> None:
    superuser = started.postgres.superuser_url
    databases.create_database(superuser, "copied", template=databases.DATABASE)
    assert rows(started.postgres.url("app", "copied"), "SELECT current_database()") == [("copied",)]
    databases.drop_database(superuser, "copied")
    assert rows(superuser, "SELECT 1 FROM pg_database WHERE datname = 'copied'") == []


def test_rows_survive_the_kill_of_the_server(state: Path, servers_in: Callable[..., LocalServers]) -> None:
    servers = servers_in(state, is_durable=True, valkey=False)
    servers.join(dying_with_parent=True)
    with psycopg.connect(servers.postgres.url("owner")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
    os.kill(servers.postgres.pid, signal.SIGKILL)
    servers_in(state, is_durable=True, valkey=False).join(dying_with_parent=True)
    assert rows(servers.postgres.url("owner"), "SELECT figure FROM kept") == [(7,)]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to know that nobody works in the cluster")
def test_a_pid_file_that_names_another_living_process_does_not_stop_the_start(
    state: Path, servers_in: Callable[..., LocalServers]
) -> None:
    servers = servers_in(state, valkey=False)
    servers.join(dying_with_parent=True)
    left_behind = (servers.postgres.cluster / "postmaster.pid").read_text()
    servers.stop(gently=False)
    with subprocess.Popen(["sleep", "60"], **servers.home.account.as_process_owner()) as other:
        (servers.postgres.cluster / "postmaster.pid").write_text(
            left_behind.replace(left_behind.split("\n")[0], str(other.pid), 1)
        )
        servers.join(dying_with_parent=True)
        other.kill()
    assert rows(servers.postgres.superuser_url, "SELECT 1") == [(1,)]


def test_a_creation_that_was_killed_halfway_is_begun_anew(state: Path, servers_in: Callable[..., LocalServers]) -> None:
    servers = servers_in(state, valkey=False)
    half = servers.postgres.directory / "unfinished" / "base"
    half.mkdir(parents=True)
    (half.parent / "PG_VERSION").write_text("18\n")
    servers.join(dying_with_parent=True)
    assert rows(servers.postgres.url("app"), "SELECT 1") == [(1,)]


def test_a_cluster_is_not_begun_on_a_full_disk(
    state: Path, servers_in: Callable[..., LocalServers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 3 * 1024 * 1024))
    with pytest.raises(DiskFull, match=r"full \(3 MB free\): make room"):
        servers_in(state, valkey=False).join()


FULL_DISK = """
import os, pathlib, subprocess, sys
from billing_platform.local import postgres
from billing_platform.local.errors import DiskFull
from billing_platform.local.servers import LocalServers, Wanted
folder = pathlib.Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={sys.argv[2]}m,mode=711", "none", folder], check=True)
postgres._SPACE_FOR_A_CLUSTER = 0
servers = LocalServers(folder / "state", Wanted(valkey=False, is_durable=False))
try:
    servers.join(dying_with_parent=True)
    servers.stop()
    with (folder / "filling").open("wb") as filling:
        while True:
            filling.write(bytes(65536))
            filling.flush()
except DiskFull as full:
    print("said:", full.message)
except OSError:
    try:
        servers.join(dying_with_parent=True)
    except DiskFull as full:
        print("said:", full.message)
"""


def may_mount() -> bool:
    return shutil.which("unshare") is not None and (
        subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not may_mount(), reason="making a small disk needs the right to mount")
@pytest.mark.parametrize("megabytes", [30, 90])
def test_a_disk_that_fills_up_is_named(folder: Path, megabytes: int) -> None:
    """30 MB hold no cluster; 90 MB hold one, and are full when it starts again."""
    ended = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", FULL_DISK, str(folder), str(megabytes)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "said: The disk that holds" in ended.stdout, ended.stderr


def test_a_start_that_fails_quotes_the_log(
    state: Path, servers_in: Callable[..., LocalServers], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgres._SETTINGS, "max_locks_per_transaction", "many")
    with pytest.raises(postgres.LocalServerError, match=r"PostgreSQL did not start: .*\n.*max_locks_per_transaction"):
        servers_in(state, valkey=False).join()
