"""The ground of every benchmark: servers of its own, a migrated database and organizations that trade.

Importing it names a temporary cluster in the environment and sets Django up with the application's login, so that the
roles are in force in what is measured; `standing()` starts the servers. What is acknowledged is written to the disk
(`fsync`) as in operation, unless BENCH_FAST=1.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import django
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from billing_platform.local.places import remove_server_files
from billing_platform.local.servers import LocalServers, Wanted

TODAY = date(2026, 11, 20)
IS_FAST = os.environ.get("BENCH_FAST") == "1"

_state = Path(tempfile.mkdtemp(prefix="billing-bench-"))
_state.chmod(0o711)
_servers = LocalServers(_state, Wanted(is_durable=not IS_FAST))
_addresses = _servers.endpoints.as_environment()
os.environ.update(
    _addresses | {"SECRET_KEY": secrets.token_urlsafe(64), "DJANGO_SETTINGS_MODULE": "billing_platform.settings"}
)
os.environ.update({"DATABASE_LOGIN": "app", "LOG_LEVEL": "ERROR", "FILES_ROOT": str(_state / "files")})
django.setup()

from common.collector import leave_alone_what_is_loaded
from tenants import register
from tenants.border import Actor, OrganizationRef

SWITCH = """
DO $$ DECLARE t regclass; BEGIN
    FOR t IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s {} TRIGGER USER', t);
        COMMIT;
    END LOOP;
END $$
"""
ACTOR = Actor("person:bench", "Benchmark")


@contextmanager
def standing(*, buyers: int) -> Iterator[tuple[OrganizationRef, list[OrganizationRef]]]:
    """Servers with one supplier and its `buyers`; both are gone at the end, with everything they wrote."""
    try:
        _servers.join(dying_with_parent=True)
        as_owner("organizations.py", buyers)
        everybody = register.every_organization()
        leave_alone_what_is_loaded()  # as the web server and the worker do before their first request
        print(_description(), flush=True)
        yield everybody[0], everybody[1:]
    finally:
        _servers.stop(gently=False)
        remove_server_files(_state)


def as_owner(script: str, count: int) -> None:
    """Run a script of this folder with the login that owns every schema."""
    command = [sys.executable, str(ROOT / "benchmarks" / script), str(count)]
    environment = os.environ | {"DATABASE_LOGIN": "owner", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def superuser() -> psycopg.Connection[Any]:
    """Seeds, empties and counts; past triggers and foreign keys."""
    connection = psycopg.connect(_named("SUPERUSER_DATABASE_URL"), dbname="billing", autocommit=True)
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    return connection


def owner() -> psycopg.Connection[Any]:
    """The login of the floors: it owns every table, so no role stands between."""
    return psycopg.connect(_named("OWNER_DATABASE_URL"), autocommit=True)


def switch_triggers(connection: psycopg.Connection[Any], *, on: bool) -> None:
    """History and guards of every table of every organization: floors are measured without."""
    connection.execute(SWITCH.format("ENABLE" if on else "DISABLE"))


def columns(connection: psycopg.Connection[Any], schema: str, table: str, without: tuple[str, ...] = ()) -> list[str]:
    """Column names of a table in their order."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        [f"{schema}.{table}"],
    )
    return [name for (name,) in found if name not in without]


def names(of: list[str], alias: str = "") -> sql.Composable:
    """Column names for a statement, qualified by `alias`."""
    before = sql.SQL(f"{alias}.") if alias else sql.SQL("")
    return sql.SQL(", ").join(before + sql.Identifier(name) for name in of)


def _named(variable: str) -> str:
    return _addresses[variable]


def _description() -> str:
    with superuser() as server:
        version, fsync = (server.execute(f"SHOW {name}").fetchone() or ("?",) for name in ("server_version", "fsync"))
    return f"PostgreSQL {version[0]}, fsync {fsync[0]}, {os.cpu_count()} cores, application login with roles"
