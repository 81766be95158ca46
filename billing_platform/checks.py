"""What must be true before a process serves anybody."""

from __future__ import annotations

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_transaction_pooler() -> None:
    """Raise ImproperlyConfigured when a pooler hands one server connection to several clients.

    Role, path and actor belong to the server's session; a pooler in transaction mode gives them to the next client, and
    answers then come from another organization. Two open, idle clients must have two sessions.
    """
    target = settings.APP_DATABASE
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    address: dict[str, Any] = {libpq: target[django] for django, libpq in names.items() if target[django]}
    with psycopg.connect(**address, autocommit=True) as one, psycopg.connect(**address, autocommit=True) as other:
        sessions = {_session(one), _session(other)}
    if len(sessions) < 2:
        raise ImproperlyConfigured(
            "DATABASE_URL leads through a pooler in transaction mode, which mixes up organizations."
            " Connect to PostgreSQL itself, or use session pooling."
        )


def _session(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0
