"""The embedded Valkey as a real process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from billing_platform.local.endpoints import broker_url
from billing_platform.local.servers import LocalServers


@pytest.fixture
def started(state: Path, servers_in: Callable[..., LocalServers]) -> LocalServers:
    servers = servers_in(state, is_durable=True, postgres=False)
    servers.join(dying_with_parent=True)
    return servers


def test_a_key_survives_an_orderly_stop(started: LocalServers) -> None:
    redis.Redis.from_url(started.valkey.url).set("kept", "7")
    started.stop()
    started.join(dying_with_parent=True)
    assert redis.Redis.from_url(started.valkey.url).get("kept") == b"7"


def test_it_starts_again_after_a_kill(started: LocalServers, is_gone: Callable[[int], bool]) -> None:
    killed = started.valkey.pid
    os.kill(killed, signal.SIGKILL)
    assert is_gone(killed)
    started.join(dying_with_parent=True)
    assert redis.Redis.from_url(started.valkey.url).ping()


def test_it_listens_on_its_socket_only(started: LocalServers) -> None:
    found = redis.Redis.from_url(started.valkey.url).config_get("port", "unixsocketperm", "maxmemory-policy")
    assert found == {"port": "0", "unixsocketperm": "700", "maxmemory-policy": "noeviction"}


def test_celery_reaches_it_in_a_database_of_its_own(started: LocalServers) -> None:
    from kombu import Connection

    with Connection(broker_url(started.valkey.url)) as connection:
        connection.SimpleQueue("errands").put("go")
    assert redis.Redis.from_url(started.valkey.url).keys() == []
    assert redis.Redis.from_url(started.valkey.url.replace("db=0", "db=1")).llen("errands") == 1
