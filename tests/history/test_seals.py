"""The days of the history are sealed, and whatever is changed in a sealed one is found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from common.sql import execute
from tenants.history.models import Seal
from tenants.history.operations import seal_days
from tenants.history.seals import altered_days, head
from tenants.jobs.operations import enqueue
from tenants.jobs.registry import KINDS
from tests.building import order
from tests.logins import connected

NIGHT = datetime(2026, 11, 19, 3, tzinfo=UTC)
INSERT = """
INSERT INTO history_change (tbl, row, op, at, actor, via, request, before, after)
VALUES ('purchase_orders_purchaseorder', 1, 'U', %s, 'person:bill Bill', 'web', 'test', '{"a": 1}', '{"a": 2}')
"""


@pytest.fixture
def sealed(door):
    """Acme's history of 15 to 18 November, one change a day but none on the 17th, sealed."""

    def seal() -> None:
        for day in (15, 16, 18):
            execute(INSERT, [datetime(2026, 11, day, 12, tzinfo=UTC)])
        assert seal_days(NIGHT) == 4

    return seal


def tampered(schema: str, *statements: str) -> None:
    """As the owner of the tables, who switches off the trigger first."""
    with connected("owner") as owner:
        owner.execute(f"SELECT set_config('search_path', '{schema}', false)")
        for table in ("history_change", "history_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        for statement in statements:
            owner.execute(statement)
        for table in ("history_change", "history_seal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")


def findings(door) -> list[str]:
    with door("acme"):
        return [f"{found.day} {found.text}" for found in altered_days(NIGHT)]


@pytest.fixture(autouse=True)
def _in_that_night(monkeypatch):
    monkeypatch.setattr("tenants.history.management.commands.check_history.now", lambda: NIGHT)


@pytest.fixture
def empty(committed, door, cast) -> None:
    """Acme without the history of how the cast was made."""
    tampered(cast["acme"].schema_name, "DELETE FROM history_change", "DELETE FROM history_seal")


TAMPERINGS = {
    "a value": ("UPDATE history_change SET after = '{\"a\": 3}' WHERE at::date = '2026-11-16'", "one was altered"),
    "who did it": ("UPDATE history_change SET actor = 'person:x' WHERE at::date = '2026-11-16'", "one was altered"),
    "a deleted row": ("DELETE FROM history_change WHERE at::date = '2026-11-16'", "1 rows were sealed, 0 are there"),
    "an added row": (INSERT.replace("%s", "'2026-11-16 13:00Z'"), "1 rows were sealed, 2 are there"),
}


@pytest.mark.parametrize(("statement", "text"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_what_the_owner_of_the_database_does_to_a_sealed_day_is_found(empty, door, cast, sealed, statement, text):
    with door("acme"):
        sealed()
    assert findings(door) == []
    tampered(cast["acme"].schema_name, statement)
    [found] = findings(door)
    assert found.startswith("2026-11-16")
    assert found.endswith(text)


def test_a_row_added_to_an_empty_day_or_before_the_first_is_found(empty, door, sealed):
    with door("acme"):
        sealed()
        execute(INSERT, [datetime(2026, 11, 17, 9, tzinfo=UTC)])
        execute(INSERT, [datetime(2026, 3, 1, 9, tzinfo=UTC)])
    assert findings(door) == ["2026-03-01 1 rows were added", "2026-11-17 0 rows were sealed, 1 are there"]


def test_a_seal_that_is_made_to_fit_breaks_the_chain(empty, door, cast, sealed):
    with door("acme"):
        sealed()
        digest = Seal.objects.get(day=date(2026, 11, 15)).digest
    forged = f"UPDATE history_seal SET digest = '{digest}' WHERE day = '2026-11-16'"
    tampered(cast["acme"].schema_name, "DELETE FROM history_seal WHERE day = '2026-11-15'", forged)
    assert [found.split(" ", 1)[1] for found in findings(door)] == [
        "1 rows were added",
        "of 1 rows at least one was altered",
        "the seal was made anew, or one before it was changed",
    ]


def test_a_seal_in_the_middle_that_is_gone_is_missed(empty, door, cast, sealed):
    with door("acme"):
        sealed()
    tampered(cast["acme"].schema_name, "DELETE FROM history_seal WHERE day = '2026-11-17'")
    assert findings(door)[0] == "2026-11-17 the seals of the days before 2026-11-18 are missing"


@pytest.mark.django_db
def test_a_day_is_sealed_once_and_not_before_two_hours_after_its_end(door):
    with door("acme"):
        execute(INSERT, [datetime(2020, 1, 1, 23, 59, tzinfo=UTC)])
        assert seal_days(datetime(2020, 1, 2, 1, 59, tzinfo=UTC)) == 0
        assert seal_days(datetime(2020, 1, 2, 2, 0, tzinfo=UTC)) == 1
        assert seal_days(datetime(2020, 1, 2, 23, 0, tzinfo=UTC)) == 0
        assert seal_days(datetime(2020, 1, 4, 3, 0, tzinfo=UTC)) == 2
        assert [seal.rows for seal in Seal.objects.order_by("day")] == [1, 0, 0]


@pytest.mark.django_db
def test_days_that_nobody_seals_are_reported(door):
    with door("acme"):
        execute(INSERT, [NIGHT - timedelta(days=9)])
        [found] = altered_days(NIGHT)
        assert (found.day, found.text) == (date(2026, 11, 10), "nothing is sealed since")
        seal_days(NIGHT - timedelta(days=7))
        assert altered_days(NIGHT)[-1].text == "nothing is sealed since"


def test_the_command_names_the_organization_and_fails(empty, door, cast, sealed):
    with door("acme"):
        sealed()
    assert "ORG-000001 2026-11" not in told_by_command([])
    tampered(cast["acme"].schema_name, "UPDATE history_change SET request = '' WHERE at::date = '2026-11-18'")
    with pytest.raises(SystemExit):
        told_by_command([], out := StringIO())
    assert "ORG-000001 2026-11-18 of 1 rows at least one was altered" in out.getvalue()


def test_a_history_that_was_rewritten_as_a_whole_lacks_the_seal_that_was_noted(empty, door, cast, sealed):
    with door("acme"):
        sealed()
        noted = head()
    tampered(cast["acme"].schema_name, "DELETE FROM history_seal", "UPDATE history_change SET actor = 'person:x X'")
    with door("acme"):
        seal_days(NIGHT)
    assert not [found for found in findings(door) if "altered" in found]
    with pytest.raises(SystemExit):
        told_by_command([f"ORG-000001={noted}"], out := StringIO())
    assert f"ORG-000001 no day has the noted seal {noted}" in out.getvalue()


def told_by_command(noted: list[str], out: StringIO | None = None) -> str:
    out = out or StringIO()
    call_command("check_history", noted=noted, stdout=out)
    return out.getvalue()


def test_changes_of_today_are_not_sealed_yet(db, door):
    with door("initech"):
        order("PO-1")
        seal_days(datetime.now(UTC))
        assert not Seal.objects.filter(day__gte=datetime.now(UTC).date()).exists()


def test_the_calendar_has_it_done_every_day(committed, door, drain, all_jobs):
    assert KINDS["seal_history"].daily_at
    with door("initech"), transaction.atomic():
        execute(INSERT, [datetime.now(UTC) - timedelta(days=2)])
        enqueue("seal_history", {"day": "2026-11-22"})
    assert drain() == 1
    with door("initech"):
        assert Seal.objects.count() >= 1
    assert [job.state for job in all_jobs()] == ["done"]
