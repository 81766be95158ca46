"""The addresses of the database and the broker: those of the environment, else those of the embedded servers."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from billing_platform.local.errors import IncompleteAddresses, LocalServerError
from billing_platform.local.places import state_directory

_RECORD = "servers.json"
_TRAILING_DATABASE = re.compile(r"/\d*$")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Addresses of one set of servers: libpq URIs, a redis-py URL and Celery's form of it; empty for none."""

    database_url: str = ""
    owner_database_url: str = ""
    superuser_database_url: str = ""
    redis_url: str = ""
    celery_broker_url: str = ""

    def as_environment(self) -> dict[str, str]:
        """The addresses by the name of their environment variable, empty ones left out."""
        return {name.upper(): address for name, address in asdict(self).items() if address}


def server_urls(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The addresses to use, by environment variable, without starting anything.

    Each named in `environment` is taken from there, the others from the record of the embedded servers that run.
    Raises LocalServerError when an address is neither named nor recorded.
    """
    urls = {**recorded_endpoints(state_directory()), **named_endpoints(environment)}
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if name not in urls]
    if missing:
        raise LocalServerError(f"{' and '.join(missing)} not set, and no embedded server runs: start `manage.py up`.")
    return urls


def named_endpoints(environment: Mapping[str, str]) -> dict[str, str]:
    """The addresses that the environment names, the broker's derived from the cache's when only that is given.

    Raises IncompleteAddresses when a login of the owner is given without the login of the application.
    """
    names = ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")
    urls = {name: environment[name] for name in names if environment.get(name)}
    if "OWNER_DATABASE_URL" in urls and "DATABASE_URL" not in urls:
        raise IncompleteAddresses(
            "OWNER_DATABASE_URL is set and DATABASE_URL is not. Set both for a server of your own, or neither for the "
            "embedded one."
        )
    if "REDIS_URL" in urls:
        urls.setdefault("CELERY_BROKER_URL", broker_url(urls["REDIS_URL"]))
    return urls


def broker_url(redis_url: str, database: int = 1) -> str:
    """Celery's address on the same server, in a database of its own: emptying the cache must not empty the queues."""
    if redis_url.startswith("unix://"):
        return f"redis+socket://{redis_url.removeprefix('unix://').split('?')[0]}?virtual_host={database}"
    address, mark, query = redis_url.partition("?")
    return f"{_TRAILING_DATABASE.sub('', address)}/{database}{mark}{query}"


def record_endpoints(state: Path, endpoints: Endpoints) -> None:
    """Write down where the embedded servers of `state` are, for tools; replaced in one step."""
    unfinished = state / f"{_RECORD}.{os.getpid()}"
    unfinished.write_text(json.dumps(endpoints.as_environment(), indent=2) + "\n")
    unfinished.chmod(0o600)
    unfinished.replace(state / _RECORD)


def recorded_endpoints(state: Path) -> dict[str, str]:
    """The record, empty when no embedded server runs, or when a machine that lost its power left half of one."""
    try:
        recorded = json.loads((state / _RECORD).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {str(name): str(address) for name, address in recorded.items()}


def forget_endpoints(state: Path) -> None:
    """Remove the record: the servers are about to stop."""
    (state / _RECORD).unlink(missing_ok=True)
