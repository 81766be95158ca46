"""What probes are told: the process answers, the database does, its schema is of this release; and no secret."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from billing_platform import readiness
from common.pdf import why_off

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["acme.localhost", "127.0.0.1", "unknown.localhost"])
def test_a_ready_process_says_so_at_every_host(host):
    answer = Client(headers={"host": host}).get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "schema": "ok", "redis": "ok", "pdf": why_off() or "ok"}


def test_redis_away_is_told_and_does_not_fail(settings):
    settings.REDIS_URL = "redis://user:hunter2@localhost:1/0"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, "away")
    assert "hunter2" not in answer.content.decode()


def test_a_database_that_is_away_is_503_by_kind_alone(monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("password of app@db is hunter2")

    monkeypatch.setattr(readiness, "rows", away)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "OperationalError"
    assert "hunter2" not in answer.content.decode()


def test_a_schema_that_is_behind_is_503(monkeypatch):
    monkeypatch.setattr(readiness, "newest_of_shared", lambda: frozenset({("jobs", "9999_later")}))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["schema"]) == (503, "behind")


def test_a_database_that_was_never_migrated_is_behind(monkeypatch):
    monkeypatch.setattr(readiness, "_APPLIED", "SELECT app, name FROM public.nothing_yet WHERE app = ANY(%s)")
    assert readiness.schema_state() == "behind"


def test_the_process_is_alive_without_a_database(monkeypatch):
    monkeypatch.setattr(readiness, "database_state", lambda: pytest.fail("asked the database"))
    assert Client().get("/healthz").json() == {"status": "ok"}
