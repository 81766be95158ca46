"""Completes the environment of a command: starts the servers whose address is not given, names them, makes a key."""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from billing_platform.local.endpoints import named_endpoints
from billing_platform.local.locks import exclusive
from billing_platform.local.places import make_state_directory, state_directory
from billing_platform.local.servers import LocalServers, Wanted


def ensure() -> dict[str, str]:
    """Set in `os.environ` every address and the secret key that is missing, and return all of them.

    Servers that run already, of `manage.py up` or of another command, are used. Otherwise they are started, and the
    last command that uses them stops them at its end. Nothing is started when DATABASE_URL and REDIS_URL are set.
    Raises LocalServerError.
    """
    wanted = wanted_servers(os.environ)
    found: dict[str, str] = {}
    if wanted.postgres or wanted.valkey:
        servers = LocalServers(state_directory(), wanted)
        atexit.register(servers.leave)
        servers.join()
        found = servers.endpoints.as_environment()
    complete = {**found, **named_endpoints(os.environ), "SECRET_KEY": secret_key(os.environ)}
    os.environ.update(complete)
    return complete


def wanted_servers(environment: Mapping[str, str]) -> Wanted:
    """The servers whose address is not given. Raises IncompleteAddresses."""
    named = named_endpoints(environment)
    return Wanted(postgres="DATABASE_URL" not in named, valkey="REDIS_URL" not in named)


def secret_key(environment: Mapping[str, str]) -> str:
    """SECRET_KEY, else the key of the state directory, made at the first call and readable for its owner only."""
    if environment.get("SECRET_KEY"):
        return environment["SECRET_KEY"]
    state = state_directory()
    make_state_directory(state)
    kept = state / "secret_key"
    with exclusive(state / "start.lock"):
        if not kept.exists():
            _write_privately(kept, secrets.token_urlsafe(64))
    return kept.read_text().strip()


def _write_privately(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(path)
