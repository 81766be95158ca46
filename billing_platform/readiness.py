"""Whether this process can do its work now: the database answers, and its shared schema is of this release."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, DataError, ProgrammingError
from django.db.migrations.loader import MigrationLoader

from common.sql import rows
from tenants import border

_APPLIED = "SELECT app, name FROM public.django_migrations WHERE app = ANY(%s)"


def database_state() -> str:
    """`ok`, or the kind of error; the address stays out of it."""
    try:
        rows("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return "ok"


def schema_state() -> str:
    """`ok`, or `behind` while the migrations of the shared tables are not all there. Raises what else is wrong."""
    newest = newest_of_shared()
    try:
        with border.as_runner():
            applied = {(app, name) for app, name in rows(_APPLIED, [sorted({app for app, _ in newest})])}
    except (ProgrammingError, DataError):  # no such table, role or right: not migrated yet
        return "behind"
    return "ok" if newest <= applied else "behind"


@cache
def newest_of_shared() -> frozenset[tuple[str, str]]:
    """The newest migration of each shared app of this code, as (app, name)."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.SHARED_APPS}
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()
    return frozenset((app, name) for app, name in leaves if app in labels)


def states() -> tuple[str, str]:
    """How the database and its shared schema are; nobody knows of the schema while the database is away."""
    database = database_state()
    return database, schema_state() if database == "ok" else "unknown"
