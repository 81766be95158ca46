"""What a command finds in its environment, with and without servers of its own."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from billing_platform.local.endpoints import broker_url, named_endpoints, server_urls
from billing_platform.local.environment import secret_key, wanted_servers
from billing_platform.local.errors import IncompleteAddresses, LocalServerError
from billing_platform.local.servers import Wanted

ENSURE = """
import json, os, psycopg, redis
from billing_platform.local.environment import ensure
complete = ensure()
assert all(os.environ[name] == value for name, value in complete.items())
psycopg.connect(complete["OWNER_DATABASE_URL"]).close()
redis.Redis.from_url(complete["REDIS_URL"]).ping()
print("complete", json.dumps(complete))
"""

ENSURE_AND_LIST = """
import json, os
from billing_platform.local.environment import ensure
print("complete", json.dumps(ensure()), os.listdir(os.environ["BILLING_STATE"]))
"""


def test_a_command_of_a_newcomer_gets_every_address_and_a_key(
    run: Callable[..., Any], bare_environment: dict[str, str], state: Path
) -> None:
    command = run(["-c", ENSURE], bare_environment)
    complete = json.loads(command.line_with("complete").removeprefix("complete"))
    assert command.code_after() == 0
    assert set(complete) == {
        "DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "SECRET_KEY",
    }  # fmt: skip
    assert not (state / "postgres" / "cluster" / "postmaster.pid").exists()


def test_nothing_is_started_when_the_addresses_are_given(
    run: Callable[..., Any], bare_environment: dict[str, str]
) -> None:
    given = {"DATABASE_URL": "postgresql://app@db/billing", "REDIS_URL": "redis://cache/0"}
    command = run(["-c", ENSURE_AND_LIST], {**bare_environment, **given})
    line = command.line_with("complete")
    assert '"CELERY_BROKER_URL": "redis://cache/1"' in line
    assert "postgres'" not in line
    assert "valkey'" not in line


def test_an_owner_without_an_application_login_is_refused() -> None:
    with pytest.raises(IncompleteAddresses, match="OWNER_DATABASE_URL is set and DATABASE_URL is not"):
        named_endpoints({"OWNER_DATABASE_URL": "postgresql://owner@db/billing"})


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, Wanted(postgres=True, valkey=True)),
        ({"DATABASE_URL": "postgresql://app@db/billing"}, Wanted(postgres=False, valkey=True)),
        ({"REDIS_URL": "redis://cache/0"}, Wanted(postgres=True, valkey=False)),
    ],
)
def test_only_the_server_without_an_address_is_embedded(given: dict[str, str], wanted: Wanted) -> None:
    assert wanted_servers(given) == wanted


@pytest.mark.parametrize(
    ("cache", "broker"),
    [
        ("unix:///tmp/v.sock?db=0", "redis+socket:///tmp/v.sock?virtual_host=1"),
        ("redis://cache", "redis://cache/1"),
        ("redis://cache:6379/0", "redis://cache:6379/1"),
        (
            "rediss://:secret@cache:6379/3?ssl_cert_reqs=required",
            "rediss://:secret@cache:6379/1?ssl_cert_reqs=required",
        ),
    ],
)
def test_the_queues_are_kept_apart_from_the_cache(cache: str, broker: str) -> None:
    assert broker_url(cache) == broker


def test_each_process_of_a_run_may_have_queues_of_its_own() -> None:
    assert broker_url("redis://cache/0", 7) == "redis://cache/7"
    assert broker_url("unix:///tmp/v.sock?db=0", 7) == "redis+socket:///tmp/v.sock?virtual_host=7"


def test_without_servers_the_missing_addresses_are_named(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    monkeypatch.setenv("BILLING_STATE", str(state))
    with pytest.raises(LocalServerError, match="REDIS_URL not set, and no embedded server runs"):
        server_urls({"DATABASE_URL": "postgresql://app@db/billing"})


def test_the_key_is_made_once_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    monkeypatch.setenv("BILLING_STATE", str(state))
    first = secret_key({})
    assert secret_key({}) == first
    assert len(first) >= 64
    assert stat.S_IMODE((state / "secret_key").stat().st_mode) == 0o600


def test_a_key_that_is_given_is_used(state: Path) -> None:
    assert secret_key({"SECRET_KEY": "given"}) == "given"
    assert not state.exists()
