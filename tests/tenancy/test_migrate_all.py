"""`manage.py migrate`: an organization that is behind is healed, a rerun changes nothing, two at once wait."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tenants import border, register
from tenants.border import Actor, OrganizationBehind
from tenants.version import expected_schema_version

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("transactional_db_without_flush")]
ROOT = Path(__file__).resolve().parents[2]
BREAK = """
DROP TRIGGER append_only ON "{schema}".ledger_entry;
DELETE FROM "{schema}".django_migrations WHERE app = 'ledger' AND name = '0002_append_only';
REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM "{schema}";
GRANT UPDATE ON "{schema}".ledger_entry TO "{schema}";
UPDATE public.tenants_organization SET schema_version = 'older' WHERE schema_name = '{schema}';
"""
STATE = """
SELECT (SELECT count(*) FROM pg_trigger
         WHERE tgname = 'append_only' AND tgrelid = format('%%I.ledger_entry', %(s)s::text)::regclass),
       (SELECT schema_version FROM public.tenants_organization WHERE schema_name = %(s)s),
       has_table_privilege(%(s)s, format('%%I.people_account', %(s)s::text), 'UPDATE'),
       has_table_privilege(%(s)s, format('%%I.ledger_entry', %(s)s::text), 'UPDATE')
"""


def migrate() -> subprocess.Popen[str]:
    environment = os.environ | {"DATABASE_LOGIN": "owner", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def told(process: subprocess.Popen[str]) -> list[str]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err[-3000:]
    return out.splitlines()


def test_an_organization_behind_is_healed_once_and_a_rerun_changes_nothing(cast, connect):
    hooli = cast["hooli"]
    with connect("superuser") as server:
        for statement in BREAK.format(schema=hooli.schema_name).strip().split(";\n"):
            server.execute(statement)
        behind = register.organization_at("hooli.localhost")
        with pytest.raises(OrganizationBehind), border.inside(behind, Actor("person:bill", "Bill"), via="web"):
            pass
        both = [told(process) for process in (migrate(), migrate())]
        healed = server.execute(STATE, {"s": hooli.schema_name}).fetchone()
    assert healed == (1, expected_schema_version(), True, False)
    lines = [line for output in both for line in output]
    assert lines.count(f"{hooli.organization_id} {hooli.name} migrated, 1 of 1") == 1
    assert sorted(lines)[-2:] == [
        "schemas are up to date (0 organizations migrated)",
        "schemas are up to date (1 organizations migrated)",
    ]
    assert register.organization_at("hooli.localhost") == hooli


def test_the_login_of_the_application_migrates_nothing():
    environment = os.environ | {"DATABASE_LOGIN": "app", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "django", "migrate"]
    process = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, timeout=120)
    assert process.returncode != 0
    assert "permission denied" in process.stderr
