"""Builds one database with the cast of organizations, and gives each test process a copy and queues of its own.

A run started by a test takes a copy of the cast that is there, named by BILLING_DATABASE_SUFFIX.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from psycopg.conninfo import make_conninfo

from billing_platform.local.databases import create_database, drop_database
from billing_platform.local.endpoints import broker_url
from tests.plugin_servers import has_cast, keep_cluster

TEMPLATE = "billing_cast"
ROOT = Path(__file__).resolve().parent.parent


def _named(url: str, database: str) -> str:
    return make_conninfo(url, dbname=database)


def _new_database(name: str, *, template: str = "") -> None:
    superuser = _named(os.environ["SUPERUSER_DATABASE_URL"], "postgres")
    drop_database(superuser, name)
    create_database(superuser, name, template=template)


def _build_cast() -> None:
    """Unless the cluster that was kept has it."""
    if has_cast():
        return
    _new_database(TEMPLATE)
    urls = {name: _named(os.environ[name], TEMPLATE) for name in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    environment = os.environ | urls | {"DATABASE_LOGIN": "owner", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-m", "tests.cast"], cwd=ROOT, env=environment, check=True)
    keep_cluster()


def _copy_for(process: str) -> None:
    name = f"billing_{process}"
    _new_database(name, template=TEMPLATE)
    for variable in ("DATABASE_URL", "OWNER_DATABASE_URL", "SUPERUSER_DATABASE_URL"):
        os.environ[variable] = _named(os.environ[variable], name)
    os.environ["FILES_ROOT"] = str(Path(os.environ["FILES_ROOT"]) / process)
    os.environ["CELERY_BROKER_URL"] = broker_url(os.environ["REDIS_URL"], _database_of_queues(process))


def _database_of_queues(process: str) -> int:
    """2 to 15, so that no worker takes the announcements of another process; a server has sixteen databases."""
    return 3 + int(process.removeprefix("gw")) % 13 if process.startswith("gw") else 2


_worker = os.environ.get("PYTEST_XDIST_WORKER")
_inner = os.environ.get("BILLING_DATABASE_SUFFIX")
if _inner:
    _copy_for(_inner)
elif _worker is None:
    _build_cast()
else:
    _copy_for(_worker)
if not _inner and _worker is None and not any(arg.startswith(("-n", "--numprocesses")) for arg in sys.argv):
    _copy_for("main")
