"""The demo, made once for a test process in a database of its own: killed, made anew, and asked for a third time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql
from psycopg.conninfo import make_conninfo

from billing_platform.local.databases import create_database, drop_database
from demo.cast import PASSWORD
from tenants import border, register
from tenants.border import Actor
from tests.faults.processes import ROOT

LOGINS = ("DATABASE_URL", "OWNER_DATABASE_URL")
TABLES = (
    "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public' OR schemaname LIKE 't\\_%' ORDER BY 1, 2"
)
State = dict[str, tuple[int, int]]


@dataclass(slots=True)
class Made:
    """What three runs of the command said, and what the database held after each."""

    database: str
    before: State
    killed_after: str
    said_beside: tuple[int | None, str]
    after_kill: State
    first_said: list[str]
    after_first: State
    second_said: list[str]
    after_second: State
    seconds: float


@pytest.fixture(scope="session")
def demo(django_db_setup: None) -> Iterator[Made]:
    """The whole of it; the cast of the other tests moves to other hosts first, so that the demo finds its own free."""
    superuser = make_conninfo(os.environ["SUPERUSER_DATABASE_URL"], dbname="postgres")
    name = f"billing_demo_{os.getpid()}"
    create_database(superuser, name, template="billing_cast")
    with connected_to(name) as server:
        server.execute("UPDATE tenants_domain SET domain = 'cast-' || domain")
    try:
        yield _made(name)
    finally:
        drop_database(superuser, name)


@pytest.fixture
def book(demo: Made, django_db_blocker: pytest.FixtureRequest) -> Iterator[Callable[..., AbstractContextManager[None]]]:
    """`with book("initech"):` reads in the demo's books, signed in as the application is."""
    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = demo.database

        @contextmanager
        def opened(slug: str) -> Iterator[None]:
            organization = register.organization_at(f"{slug}.localhost")
            assert organization is not None
            with border.inside(organization, Actor("system:test", "Test"), via="command"):
                yield

        yield opened
        connection.close()
        connection.settings_dict["NAME"] = own


@pytest.fixture
def visit(book: Callable[..., AbstractContextManager[None]]) -> Callable[[str, str], Client]:
    """`visit("acme", "ben")`: a client in the demo, where Ben has signed in on the real page."""

    def signed_in(organization: str, person: str) -> Client:
        client = Client(headers={"host": f"{organization}.localhost"})
        typed = {"username": f"{person}@{organization}.example", "password": PASSWORD}
        assert client.post(reverse("people:sign_in"), typed).status_code == 302
        return client

    return signed_in


@contextmanager
def connected_to(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], dbname=database, autocommit=True) as server:
        yield server


def state_of(database: str) -> State:
    """Rows of every table and the newest transaction that wrote one: any insert, update or delete shows."""
    with connected_to(database) as server:
        found = {}
        for schema, table in server.execute(TABLES).fetchall():
            query = sql.SQL("SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM {}.{}")
            row = server.execute(query.format(sql.Identifier(schema), sql.Identifier(table))).fetchone()
            found[f"{schema}.{table}"] = row
        return found


def _made(name: str) -> Made:
    before = state_of(name)
    killed_after, said_beside = _killed_in_the_third_month(name)
    after_kill = _state_once_undone(name, before)
    began = time.perf_counter()
    first_said = _said(name)
    seconds = time.perf_counter() - began
    after_first = state_of(name)
    second_said = _said(name)
    after_second = state_of(name)
    return Made(
        name, before, killed_after, said_beside, after_kill, first_said, after_first, second_said, after_second, seconds
    )


def _killed_in_the_third_month(name: str) -> tuple[str, tuple[int | None, str]]:
    run = _start(name)
    assert run.stdout is not None
    months = (line for line in run.stdout if "invoices issued" in line)
    last = [next(months) for _ in range(3)][-1]
    beside = _start(name)
    said = beside.communicate(timeout=120)
    run.kill()
    run.communicate(timeout=30)
    return last, (beside.returncode, "".join(said))


def _state_once_undone(name: str, wanted: State) -> State:
    """The server notices within moments that its client is gone."""
    end = time.monotonic() + 20
    while (found := state_of(name)) != wanted and time.monotonic() < end:
        time.sleep(0.2)
    return found


def _said(name: str) -> list[str]:
    run = _start(name)
    out, err = run.communicate(timeout=600)
    assert run.returncode == 0, err[-3000:]
    return out.splitlines()


def _start(name: str) -> subprocess.Popen[str]:
    urls = {login: make_conninfo(os.environ[login], dbname=name) for login in LOGINS}
    environment = os.environ | urls | {"DJANGO_SETTINGS_MODULE": "tests.settings", "BILLING_SAMPLES": ""}
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "demo"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
