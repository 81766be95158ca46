"""The embedded servers of one state directory, shared by every process that uses them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from billing_platform.local.databases import APP, OWNER
from billing_platform.local.endpoints import Endpoints, broker_url, forget_endpoints, record_endpoints
from billing_platform.local.locks import Lock, exclusive
from billing_platform.local.places import SHARED_STATE, server_home
from billing_platform.local.postgres import Postgres
from billing_platform.local.valkey import Valkey


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which servers to embed, and how: a durable one keeps what it acknowledged even when the machine dies."""

    postgres: bool = True
    valkey: bool = True
    is_durable: bool = True
    max_connections: int = 100


class LocalServers:
    """Starts what is wanted, once, whoever comes first; the last one to leave stops it.

    Two locks on files of the state directory: `start.lock` is held while servers are started, `users.lock` is shared
    by all who use them. The kernel drops both with the process.
    """

    def __init__(self, state: Path, wanted: Wanted | None = None, shared_state: Path = SHARED_STATE) -> None:
        self.state = state
        self.wanted = wanted or Wanted()
        self.home = server_home(state, shared_state)
        durable = self.wanted.is_durable
        self.postgres = Postgres(self.home, is_durable=durable, max_connections=self.wanted.max_connections)
        self.valkey = Valkey(self.home, is_durable=durable)
        self._use: Lock | None = None

    @property
    def chosen(self) -> list[Postgres | Valkey]:
        """The servers that are wanted, in the order of their start."""
        wanted: list[Postgres | Valkey] = []
        if self.wanted.postgres:
            wanted.append(self.postgres)
        if self.wanted.valkey:
            wanted.append(self.valkey)
        return wanted

    @property
    def endpoints(self) -> Endpoints:
        """The addresses of the wanted servers."""
        found = Endpoints()
        if self.wanted.postgres:
            found = replace(
                found,
                database_url=self.postgres.url(APP),
                owner_database_url=self.postgres.url(OWNER),
                superuser_database_url=self.postgres.superuser_url,
            )
        if self.wanted.valkey:
            found = replace(found, redis_url=self.valkey.url, celery_broker_url=broker_url(self.valkey.url))
        return found

    def join(self, *, dying_with_parent: bool = False) -> None:
        """Count as a user, and start the servers that do not run. Waits for another process that starts them."""
        self.count_in()
        for server in self.chosen:
            self.start(server, dying_with_parent=dying_with_parent)

    def count_in(self) -> None:
        """Count as a user, after waiting for a last user who is stopping the servers."""
        if self._use is None:
            self._use = Lock(self.state / "users.lock")
            self._use.share()

    def start(self, server: Postgres | Valkey, *, dying_with_parent: bool = False) -> None:
        """Start one of the servers unless it runs."""
        with exclusive(self.state / "start.lock"):
            server.start(dying_with_parent=dying_with_parent)
            record_endpoints(self.state, self.endpoints)

    def leave(self) -> None:
        """Stop counting as a user; the last one stops the servers."""
        if self._use is None:
            return
        if self._use.takes_alone():
            self.stop()
        self._use.release()
        self._use = None

    def stop(self, *, gently: bool = True) -> None:
        """Stop the servers, whoever uses them; if not gently, without a last write."""
        forget_endpoints(self.state)
        for server in reversed(self.chosen):
            server.stop(gently=gently)
