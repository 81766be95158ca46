"""A database of its own for tests that change everything in it, past any transaction."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg.conninfo import make_conninfo

from billing_platform.local.databases import create_database, drop_database
from tests.logins import VARIABLES
from tests.plugin_database import TEMPLATE


@contextmanager
def database_of_its_own(purpose: str) -> Iterator[None]:
    """A new copy of the cast behind every login of this process; dropped afterwards."""
    name, former = f"billing_{purpose}_{os.getpid()}", {each: os.environ[each] for each in VARIABLES.values()}
    former_name = connection.settings_dict["NAME"]
    create_database(os.environ["SUPERUSER_DATABASE_URL"], name, template=TEMPLATE)
    os.environ.update({each: make_conninfo(address, dbname=name) for each, address in former.items()})
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = former_name
        os.environ.update(former)
        drop_database(os.environ["SUPERUSER_DATABASE_URL"], name)
