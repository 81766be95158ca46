"""The commands that found an organization and change its facts; run as a person runs them, in their own database."""

from __future__ import annotations

import os
import re
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
from demo.cast import ORGANIZATIONS
from partners.founding import FirstAdmin, NotFoundable, check_facts
from partners.organization_facts import UnusableFact
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


def run(database: str, *command: str) -> subprocess.CompletedProcess[str]:
    urls = {name: make_conninfo(os.environ[name], dbname=database) for name in ("DATABASE_URL", "OWNER_DATABASE_URL")}
    environment = os.environ | urls | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def founded(database: str, *more: str, **changed: str) -> subprocess.CompletedProcess[str]:
    given = GIVEN | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return run(database, "create_organization", *(text for pair in given.items() for text in pair), *more)


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
        ({"country": "de"}, UnusableFact),
        ({"country": "XQ"}, UnusableFact),
        ({"time_zone": "Berlin"}, UnknownTimeZone),
        ({"currency": "EURO"}, UnknownCurrency),
        ({"email": "alice"}, NotFoundable),
        ({"name": " "}, UnusableFact),
        ({"name": "Umb\u200brella"}, UnusableFact),
        ({"city": "x" * 101}, UnusableFact),
        ({"locale": "klingon"}, UnusableFact),
        ({"tax_id": "DE111111111"}, UnusableFact),
        ({"tax_id": "ATU12345675"}, UnusableFact),
        ({"tax_id": "811128135"}, UnusableFact),
        ({"country": "GR", "tax_id": "GR094259216"}, UnusableFact),
        ({"postcode": "x" * 21}, UnusableFact),
        ({"iban": "DE89370400440532013001"}, UnusableFact),
        ({"iban": "DE8937040044053201300"}, UnusableFact),
        ({"iban": "DE89370400440532013000", "bic": "COBADEFF1"}, UnusableFact),
        ({"bic": "COBADEFFXXX"}, UnusableFact),
        ({"account_holder": "Umbrella Treasury"}, UnusableFact),
    ],
)
def test_facts_that_are_none_are_refused_before_anything_is_made(changed: dict[str, str], refusal: type[Refusal]):
    email = changed.pop("email", "alice@umbrella.example")
    facts = {"name": "Umbrella AG", "kind": "customer", "host": "umbrella.localhost", "country": "DE"} | changed
    with pytest.raises(refusal):
        check_facts(NewOrganization(**facts), FirstAdmin(email, "Alice"))


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"tax_id": " de 811 128 135 "}, {"tax_id": "DE811128135"}),
        ({"country": "GR", "tax_id": "EL094259216"}, {"tax_id": "EL094259216"}),
        ({"country": "US", "tax_id": "13-5562301"}, {"tax_id": "13-5562301"}),
        ({"locale": "de-AT", "city": " Wien "}, {"locale": "de_AT", "city": "Wien"}),
        ({"tax_id": "", "city": ""}, {"tax_id": "", "city": ""}),
        (
            {"iban": "de89 3704 0044 0532 0130 00", "bic": "cobadeffxxx"},
            {"iban": "DE89370400440532013000", "bic": "COBADEFFXXX"},
        ),
    ],
    ids=["number with blanks", "Greece", "outside the Union", "language and city", "nothing", "account"],
)
def test_facts_are_kept_as_they_are_written_everywhere(changed, kept):
    facts = {"name": "Umbrella AG", "kind": "customer", "host": "umbrella.localhost", "country": "DE"} | changed
    new = check_facts(NewOrganization(**facts), FirstAdmin("alice@umbrella.example", "Alice"))
    assert {name: getattr(new, name) for name in kept} == kept


@pytest.mark.parametrize("slug", ORGANIZATIONS)
def test_the_demo_founds_nobody_whom_the_command_would_refuse(slug):
    new = ORGANIZATIONS[slug]
    assert check_facts(new, FirstAdmin("mara@x.example", "Mara")) == new


def test_every_fact_can_be_given_and_changed_and_the_partners_hear_of_it(database):
    given = {"name": "Vandelay", "host": "vandelay.localhost", "country": "AT", "city": "Linz", "locale": "de"}
    done = founded(database, "--buys-from", "acme.localhost", **given)
    assert "No VAT number: it is billed as a consumer." in done.stdout
    command = ("change_organization", "--organization", "vandelay.localhost")
    facts = ("--tax-id", "ATU 12345675", "--city", "Wien", "--name", "Vandelay GmbH", "--street", "Handelskai 92")
    changed = run(database, *command, *facts)
    assert changed.returncode == 0
    assert re.search(
        r"organization.changed organization=ORG-\d{6} facts=\('name', 'street', 'city', 'tax_id'\)", changed.stderr
    )
    assert "Vandelay GmbH: name, street, city, tax id changed" in changed.stdout
    assert "1 partners hold the new facts" in changed.stdout
    known = ("Vandelay GmbH", "Wien", "ATU12345675")
    public = "SELECT name, city, tax_id, locale, schema_name FROM tenants_organization WHERE country = 'AT'"
    *own, locale, _ = row(database, public)
    assert (tuple(own), locale) == (known, "de")
    (acme,) = row(database, "SELECT schema_name FROM tenants_organization WHERE number = 1")
    of_partner = f"SELECT name, city, tax_id FROM {acme}.partners_partner WHERE country = 'AT'"
    assert row(database, of_partner) == known
    again = run(database, *command, *facts)
    assert (again.returncode, again.stdout.splitlines()[0].endswith("nothing changed")) == (0, True)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("nobody.localhost", "--city", "Wien"), "No organization answers at nobody.localhost."),
        (("initech.localhost",), "Name a fact to change, such as --tax-id."),
        (("initech.localhost", "--tax-id", "DE1"), "'DE1' is no VAT number of DE"),
        (("initech.localhost", "--bic", "COBADEFFXXX"), "give its IBAN too"),
        (("initech.localhost", "--country", "AT"), "'DE333333333' is no VAT number of AT"),
        (("acme.localhost", "--country", "AT", "--tax-id", "ATU12345675"), "Acme Distribution SE sells from DE"),
    ],
    ids=["host", "nothing", "number", "bank without account", "number of elsewhere", "country of a supplier"],
)
def test_a_change_that_can_not_be_is_told_and_changes_nothing(database, given, reason):
    state = "SELECT string_agg(o::text, ' ' ORDER BY id) FROM tenants_organization o"
    before = row(database, state)
    done = run(database, "change_organization", "--organization", *given)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert row(database, state) == before
