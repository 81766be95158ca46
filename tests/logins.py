"""Connections beside Django's, to look at the database as each login sees it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

VARIABLES = {"app": "DATABASE_URL", "owner": "OWNER_DATABASE_URL", "superuser": "SUPERUSER_DATABASE_URL"}


@contextmanager
def connected(login: str) -> Iterator[psycopg.Connection]:
    """A connection of the login `app`, `owner` or `superuser`, each statement a transaction of its own."""
    with psycopg.connect(os.environ[VARIABLES[login]], autocommit=True) as connection:
        yield connection
