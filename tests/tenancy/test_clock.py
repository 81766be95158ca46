"""Nobody but the owner's login moves the clock, and even there it only goes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from billing_platform import env
from common.sql import rows
from tenants import clock
from tenants.clock import ClockStands, telling_the_past
from tenants.models import now
from tests.architecture.source import product

LONG_AGO = datetime(2020, 5, 17, 8, 30, tzinfo=UTC)
TOLD = "SELECT set_config('app.clock', %s, true)"
SEEN = "SELECT public.present(), now()"


@pytest.fixture
def as_owner(monkeypatch, transactional_db_without_flush: None) -> Iterator[None]:
    """Django's connection signs in as the owner."""
    own = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(env.database(os.environ["OWNER_DATABASE_URL"], engine=own["ENGINE"]))
    monkeypatch.setattr(settings, "IS_OWNER", True)
    yield
    connection.close()
    connection.settings_dict.update(own)


@pytest.mark.parametrize(
    ("login", "told", "is_moved"),
    [
        ("owner", LONG_AGO.isoformat(), True),
        ("owner", "", False),
        ("owner", "2999-01-01T00:00:00+00:00", False),
        ("app", LONG_AGO.isoformat(), False),
        ("superuser", LONG_AGO.isoformat(), False),
    ],
)
def test_the_database_listens_to_the_owner_alone_and_never_to_the_future(connect, login, told, is_moved):
    with connect(login) as server, server.transaction():
        server.execute(TOLD, [told])
        present, real = server.execute(SEEN).fetchone()
    assert present == (LONG_AGO if is_moved else real)


def test_the_application_moves_no_clock_whatever_role_it_takes(connect, cast):
    with connect("app") as server, server.transaction():
        server.execute(f"SET LOCAL ROLE {cast['acme'].schema_name}")
        server.execute(TOLD, [LONG_AGO.isoformat()])
        present, real = server.execute(SEEN).fetchone()
    assert present == real


def test_the_story_ends_with_its_transaction(connect):
    with connect("owner") as server:
        with server.transaction():
            server.execute(TOLD, [LONG_AGO.isoformat()])
        present, real = server.execute(SEEN).fetchone()
    assert present == real


@pytest.mark.django_db
def test_a_process_of_the_application_tells_no_past():
    with pytest.raises(ClockStands), telling_the_past():
        pass


@pytest.mark.usefixtures("transactional_db_without_flush")
def test_there_is_no_story_outside_a_transaction(monkeypatch):
    monkeypatch.setattr(settings, "IS_OWNER", True)
    with pytest.raises(ClockStands), telling_the_past():
        pass


@pytest.mark.django_db
def test_a_process_that_pretends_to_be_the_owner_is_not_heard(monkeypatch):
    monkeypatch.setattr(settings, "IS_OWNER", True)
    with telling_the_past() as move, pytest.raises(ClockStands, match="does not listen"):
        move(LONG_AGO)
    assert datetime.now(UTC) - now() < timedelta(seconds=9)


def test_the_clock_goes_forward_never_past_the_present_and_stands_again_afterwards(as_owner):
    with transaction.atomic(), telling_the_past() as move:
        move(LONG_AGO)
        assert rows("SELECT public.present()") == [(LONG_AGO,)]
        assert now() == LONG_AGO
        with pytest.raises(ClockStands):
            move(LONG_AGO - timedelta(seconds=1))
        move(datetime.now(UTC) + timedelta(days=9))
        assert datetime.now(UTC) - now() < timedelta(seconds=9)
    assert datetime.now(UTC) - now() < timedelta(seconds=9)
    assert rows("SELECT public.present() = now()") == [(True,)]


def test_the_demo_alone_tells_the_past():
    telling = {source.module for source in product() if clock.telling_the_past.__name__ in source.text}
    assert telling == {"tenants.clock", "demo.operations"}
