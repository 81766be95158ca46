"""The command that founds an organization; run as a person runs it, against a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.hashers import check_password
from psycopg.conninfo import make_conninfo

from common.dates import UnknownTimeZone
from common.errors import Refusal
from common.money import UnknownCurrency
from partners.founding import FirstAdmin, NotFoundable, check_facts
from tenants.provisioning import NewOrganization

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "--name": "Umbrella AG",
    "--kind": "customer",
    "--host": "umbrella.localhost",
    "--country": "DE",
    "--admin-email": "alice@umbrella.example",
}


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """A copy of the cast of its own, removed afterwards."""
    name = f"founding_{os.getpid()}"
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE billing_cast OWNER owner")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def founded(database: str, *more: str, **changed: str) -> subprocess.CompletedProcess[str]:
    given = GIVEN | {f"--{name}": value for name, value in changed.items()}
    urls = {name: make_conninfo(os.environ[name], dbname=database) for name in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    environment = os.environ | urls | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [
        sys.executable,
        "manage.py",
        "create_organization",
        *(text for pair in given.items() for text in pair),
        *more,
    ]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def row(database: str, statement: str) -> tuple[object, ...] | None:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], dbname=database) as server:
        return server.execute(statement).fetchone()


def test_an_organization_is_founded_with_its_admin_and_its_suppliers(database):
    done = founded(database, "--buys-from", "acme.localhost", "--buys-from", "globex.localhost")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ORG-000006 Umbrella AG answers at umbrella.localhost" in done.stdout
    assert "buys from ORG-000002 Globex GmbH" in done.stdout
    password = done.stdout.rsplit(": ", 1)[1].strip()
    (schema,) = row(database, "SELECT schema_name FROM tenants_organization WHERE number = 6")
    email, hashed, role = row(
        database,
        f"SELECT a.email, a.password, r.role FROM {schema}.people_account a JOIN {schema}.people_roleassignment r"
        " ON r.account_id = a.id",
    )
    assert (email, role) == ("alice@umbrella.example", "admin")
    assert check_password(password, hashed)
    assert row(database, f"SELECT count(*) FROM {schema}.partners_partner WHERE side = 'supplier'") == (2,)


@pytest.mark.parametrize(
    ("more", "changed", "reason"),
    [
        (["--buys-from", "hooli.localhost"], {"host": "a.localhost"}, "A customer does not sell to a customer here."),
        (["--buys-from", "nobody.localhost"], {"host": "b.localhost"}, "No organization answers at nobody.localhost"),
        ([], {"host": "acme.localhost"}, "The host acme.localhost is taken."),
    ],
)
def test_a_refusal_is_told_and_leaves_nothing_behind(database, more, changed, reason):
    before = row(database, "SELECT count(*) FROM tenants_organization")
    done = founded(database, *more, **changed)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert row(database, "SELECT count(*) FROM tenants_organization") == before


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"host": "umbrella.localhost:8000"}, NotFoundable),
        ({"host": "Umbrella.localhost"}, NotFoundable),
        ({"host": "umbrella.example"}, NotFoundable),
        ({"country": "de"}, NotFoundable),
        ({"country": "XQ"}, NotFoundable),
        ({"time_zone": "Berlin"}, UnknownTimeZone),
        ({"currency": "EURO"}, UnknownCurrency),
        ({"email": "alice"}, NotFoundable),
    ],
)
def test_facts_that_are_none_are_refused_before_anything_is_made(changed: dict[str, str], refusal: type[Refusal]):
    email = changed.pop("email", "alice@umbrella.example")
    facts = {"name": "Umbrella AG", "kind": "customer", "host": "umbrella.localhost", "country": "DE"} | changed
    with pytest.raises(refusal):
        check_facts(NewOrganization(**facts), FirstAdmin(email, "Alice"))
