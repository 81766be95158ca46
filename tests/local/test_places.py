"""Where the servers' files go: odd paths, closed homes, places somebody else has taken."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from billing_platform.local.accounts import server_account
from billing_platform.local.errors import LocalServerError, StateNotWritable
from billing_platform.local.places import LONGEST_SOCKET_PATH, make_state_directory, private_directory
from billing_platform.local.servers import LocalServers

is_root = os.geteuid() == 0


@pytest.mark.parametrize("name", ["with spaces, and 'quotes'", "long" * 30, "ümlaut"])
def test_servers_start_below_any_path(folder: Path, name: str, servers_in: Callable[..., LocalServers]) -> None:
    servers = servers_in(folder / name / "state")
    servers.join(dying_with_parent=True)
    with psycopg.connect(servers.endpoints.database_url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("app",)
    assert len(os.fsencode(servers.home.sockets / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH


@pytest.mark.skipif(not is_root, reason="only root runs the servers under another account")
def test_root_below_a_closed_home_leaves_the_home_closed(folder: Path, servers_in: Callable[..., LocalServers]) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    servers = servers_in(home / "project" / ".run")
    servers.join(dying_with_parent=True)
    with psycopg.connect(servers.endpoints.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert servers.home.base.is_relative_to(folder / "shared")


@pytest.mark.skipif(not is_root, reason="only root runs the servers under another account")
def test_root_does_not_take_the_files_of_an_ordinary_user_away(folder: Path) -> None:
    theirs = folder / "postgres"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    assert server_account(theirs).user_id == 65534


def test_a_place_somebody_else_has_prepared_is_refused(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "sockets").symlink_to(folder / "elsewhere")
    with pytest.raises(LocalServerError, match="belongs to another user"):
        private_directory(folder / "sockets", server_account(folder))


def test_a_state_directory_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(StateNotWritable, match="cannot be created: Not a directory"):
        make_state_directory(folder / "file" / "state")
