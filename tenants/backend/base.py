"""PostgreSQL backend that sets role, search path and actor in one statement before every cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django_tenants.postgresql_backend import base as upstream
from psycopg.pq import TransactionStatus

from tenants.backend.introspection import SchemaIntrospection

SET_PLACE = (
    "SELECT set_config('role', %s, false), set_config('search_path', %s, false), set_config('app.actor', %s, false),"
    " set_config('app.via', %s, false), set_config('app.request', %s, false)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the connection stands: the role it works as and who is acting. The schema is the tenant's."""

    role: str = "none"
    actor: str = ""
    via: str = ""
    request: str = ""


NOWHERE = Place()


class DatabaseWrapper(upstream.DatabaseWrapper):  # type: ignore[misc]
    """django-tenants' wrapper, except that an error while changing place is an error.

    Upstream ignores a failing `SET search_path`; with roles that would leave the former tenant's role in force, so a
    missing role would be answered with another organization's rows. Only an aborted transaction skips the statement:
    PostgreSQL refuses everything but a rollback there, and the next cursor sets the place again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.place = NOWHERE
        self.transaction_serial = 0
        self._setting_search_path = False
        super().__init__(*args, **kwargs)
        self.introspection = SchemaIntrospection(self)

    def _set_autocommit(self, autocommit: bool) -> None:
        if not autocommit:
            self.transaction_serial += 1
        super()._set_autocommit(autocommit)

    def _handle_search_path(self, cursor: Any = None) -> None:
        if self._setting_search_path or self.connection.info.transaction_status == TransactionStatus.INERROR:
            return
        path = ", ".join(f'"{schema}"' for schema in self._get_cursor_search_paths())
        place = self.place
        self._setting_search_path = True
        try:
            with self.wrap_database_errors:
                self.connection.execute(SET_PLACE, (place.role, path, place.actor, place.via, place.request))
        finally:
            self._setting_search_path = False
