"""What must be true of database, broker and clock; each wall is broken once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from billing_platform import checks, ground, start
from billing_platform.ground import Ground, findings, judge, look
from billing_platform.local.accounts import server_account
from billing_platform.local.children import wait_until
from tests.faults.processes import ROOT, open_folder, started

GOOD = Ground(180001, frozenset({"pg_trgm", "btree_gist", "plpgsql"}), "app", (), 2, 0.1)
OLD_SERVERS = [Path(f"/usr/lib/postgresql/{version}/bin") for version in (15, 14, 13)]


def codes(found: Ground, *, is_owner: bool = False) -> list[str]:
    return [finding.code for finding in judge(found, is_owner=is_owner)]


def test_the_servers_of_the_tests_bear(django_db_setup):
    assert findings() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 150013}, "database_too_old"),
        ({"extensions": frozenset({"pg_trgm"})}, "extension_missing"),
        ({"login": "owner", "powers": ("may create roles",)}, "login_too_powerful"),
        ({"sessions": 1}, "transaction_pooler"),
    ],
)
def test_each_wall_alone_stops_a_start(change, code):
    (finding,) = judge(replace(GOOD, **change), is_owner=False)
    assert (finding.code, finding.is_fatal) == (code, True)


def test_the_oldest_version_that_is_named_is_taken():
    assert codes(replace(GOOD, version=160000)) == []


@pytest.mark.parametrize("ahead", [-30.0, 30.0])
def test_clocks_apart_are_a_warning(ahead):
    (finding,) = judge(replace(GOOD, clock_ahead=ahead), is_owner=False)
    assert (finding.code, finding.is_fatal) == ("clock_skewed", False)


def test_the_powers_of_the_owner_are_right_for_the_owner(monkeypatch, settings):
    settings.DATABASES["default"].update(USER="owner")
    try:
        found = look()
    finally:
        settings.DATABASES["default"].update(USER="app")
    assert "may create roles" in found.powers
    assert codes(found) == ["login_too_powerful"]
    assert codes(found, is_owner=True) == []


def test_a_superuser_is_refused(settings):
    settings.DATABASES["default"].update(USER="postgres")
    try:
        found = look()
    finally:
        settings.DATABASES["default"].update(USER="app")
    assert codes(found) == ["login_too_powerful"]


def test_a_missing_extension_is_said_with_the_statement_that_makes_it(django_db_setup, settings):
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], dbname="postgres", autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS billing_bare")
        server.execute("CREATE DATABASE billing_bare")
    name = settings.DATABASES["default"]["NAME"]
    settings.DATABASES["default"]["NAME"] = "billing_bare"
    try:
        (finding,) = judge(look(), is_owner=False)
    finally:
        settings.DATABASES["default"]["NAME"] = name
    assert finding.text.endswith("As superuser: CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist;")


def test_redis_away_is_a_warning(django_db_setup, settings):
    settings.REDIS_URL = "redis://localhost:1/0"
    (finding,) = findings()
    assert (finding.code, finding.is_fatal) == ("redis_away", False)


def test_a_database_that_is_away_is_fatal_and_no_password_is_told(settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "localhost")
    monkeypatch.setitem(settings.DATABASES["default"], "PORT", "1")
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", "hunter2")
    (finding,) = [each for each in findings() if each.is_fatal]
    assert finding.code == "database_unreachable"
    assert "refused" in finding.text
    assert "hunter2" not in finding.text


def test_a_start_on_bad_ground_says_everything_and_ends_with_a_code(monkeypatch, capsys):
    bad = judge(replace(GOOD, version=150013, sessions=1), is_owner=False)
    monkeypatch.setattr(ground, "findings", lambda: list(bad))
    monkeypatch.delenv(start.CHECKED, raising=False)
    with pytest.raises(SystemExit) as ended:
        start.check_ground("worker")
    said = capsys.readouterr().err
    assert ended.value.code == 78
    assert "PostgreSQL 15" in said
    assert "pooler" in said
    assert not start.is_ground_checked()


def test_a_worker_really_does_not_start_as_the_owner(django_db_setup):
    owner = os.environ["OWNER_DATABASE_URL"]
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "billing_platform", "worker", "-c", "1"],
        env=os.environ | {"DATABASE_URL": owner}, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 78
    assert "DATABASE_URL signs in as `owner`" in ended.stderr


def test_a_web_server_really_does_not_start_as_the_owner(django_db_setup):
    command = [sys.executable, "-m", "gunicorn", "-c", "python:billing_platform.webserver", "-b", "127.0.0.1:0",
               "billing_platform.wsgi"]  # fmt: skip
    environment = os.environ | {"DATABASE_URL": os.environ["OWNER_DATABASE_URL"]}
    environment.pop(start.CHECKED, None)
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 78
    assert "DATABASE_URL signs in as `owner`" in ended.stderr


@pytest.mark.django_db
def test_the_system_checks_say_it_too(monkeypatch):
    monkeypatch.setattr(checks, "findings", lambda: list(judge(replace(GOOD, version=150013), is_owner=False)))
    with pytest.raises(CommandError, match=r"billing\.E002"):
        call_command("check", databases=["default"])


@pytest.mark.django_db
def test_the_system_checks_say_that_the_schema_is_behind(monkeypatch, capsys):
    monkeypatch.setattr(checks, "schema_state", lambda: "behind")
    call_command("check", databases=["default"])
    assert "billing.W008" in capsys.readouterr().err


def test_checks_without_a_database_ask_none(monkeypatch):
    monkeypatch.setattr(checks, "findings", lambda: pytest.fail("asked the database"))
    call_command("check")


def test_deployed_without_a_mail_server_is_warned_of(settings, capsys, monkeypatch):
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # set by the tests in a browser
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    call_command("check", deploy=True)
    assert "billing.W009" in capsys.readouterr().err


def test_every_finding_has_a_number():
    assert len(set(checks.NUMBERS.values())) == len(checks.NUMBERS)


@pytest.fixture
def old_server() -> Iterator[str]:
    """The host of a server of a version that is too old; skips where none is installed."""
    programs = next((path for path in OLD_SERVERS if (path / "initdb").exists()), None)
    if programs is None:
        pytest.skip("no older PostgreSQL is installed here")
    account = server_account(Path("/nonexistent"))
    owner = account.as_process_owner()
    with open_folder("old-") as folder:
        os.chown(folder, account.user_id, account.group_id)
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **owner}
        subprocess.run([programs / "initdb", "-D", folder / "c", "-U", "app", "-A", "trust", "-N"], check=True, **quiet)
        command = [programs / "postgres", "-D", folder / "c", "-k", folder, "-c", "listen_addresses=", "-F"]
        with started(command, folder / "log", by=signal.SIGQUIT, cwd=folder, **owner):
            assert wait_until(lambda: takes_connections(str(folder)), 60, 0.2), (folder / "log").read_text()
            yield str(folder)


def takes_connections(host: str) -> bool:
    """Whether the server does, which is later than that its socket is there."""
    try:
        psycopg.connect(host=host, dbname="postgres", user="app").close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.slow
def test_a_real_server_that_is_too_old_is_refused(old_server, settings, monkeypatch):
    target = settings.DATABASES["default"]
    for name, value in {"HOST": old_server, "NAME": "postgres", "USER": "app"}.items():
        monkeypatch.setitem(target, name, value)
    assert "database_too_old" in codes(look())


def test_the_ground_is_looked_at_by_the_connection_that_the_product_uses(settings, monkeypatch):
    asked = []
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "sslmode", "disable")
    real = psycopg.connect
    monkeypatch.setattr(ground.psycopg, "connect", lambda **given: asked.append(given) or real(**given))
    look()
    assert [given["sslmode"] for given in asked] == ["disable", "disable"]
