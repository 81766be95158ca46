"""Role, search path and actor stand on the connection at every cursor, whatever was undone before."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from psycopg import Cursor, IsolationLevel

from common.sql import rows
from partners.models import Partner
from people.models import Account
from tenants import border
from tenants.border import Actor

pytestmark = pytest.mark.usefixtures("transactional_db_without_flush")
STANDING = """
SELECT current_user::text, current_schema()::text, current_setting('app.actor'), current_setting('app.via'),
       current_setting('app.request')
"""
OTTO = "SELECT email FROM people_account WHERE name = %s"


class Undone(Exception):
    """Thrown to roll back."""


def standing() -> tuple[Any, ...]:
    return rows(STANDING)[0]


def expected(organization: border.OrganizationRef, actor: str = "person:bill Bill") -> tuple[str, ...]:
    return (organization.schema_name, organization.schema_name, actor, "web", "test")


def test_a_door_sets_role_path_actor_way_and_request(door, cast):
    with door("acme"):
        assert standing() == expected(cast["acme"])
    with door("initech", Actor("person:betty", "Betty")):
        assert standing() == expected(cast["initech"], "person:betty Betty")


def test_outside_every_door_there_is_no_role_and_no_actor(door):
    with door("acme"):
        standing()
    login = connection.settings_dict["USER"]
    assert standing() == (login, "public", "", "", "")


def test_a_rollback_does_not_bring_the_former_organization_back(door, cast):
    with door("initech"):
        standing()
    with door("acme"):
        with suppress(Undone), transaction.atomic():
            standing()
            raise Undone
        assert standing() == expected(cast["acme"])


def test_a_rollback_over_a_crossing_leaves_the_connection_where_it_belongs(door, cast, link_between):
    with door("acme"):
        with suppress(Undone), transaction.atomic(), border.crossing(link_between("acme", "initech")):
            assert standing()[0] == cast["initech"].schema_name
            raise Undone
        assert standing() == expected(cast["acme"])


def test_a_savepoint_rolled_back_or_released_leaves_role_and_path_together(door, cast, link_between):
    actor = str(cast["acme"].as_actor())
    with door("acme"), transaction.atomic():
        link = link_between("acme", "initech")
        with suppress(Undone), transaction.atomic(), border.crossing(link):
            assert standing() == expected(cast["initech"], actor)
            raise Undone
        assert standing() == expected(cast["acme"])
        with border.crossing(link), transaction.atomic():
            assert standing() == expected(cast["initech"], actor)
        with transaction.atomic(), border.crossing(link):
            assert standing() == expected(cast["initech"], actor)
        assert standing() == expected(cast["acme"])


def test_after_an_aborted_transaction_the_next_organization_is_right(door, cast):
    with door("acme"), transaction.atomic():
        with pytest.raises(ProgrammingError):
            rows("SELECT nonsense")
        with pytest.raises(DatabaseError, match="aborted"):
            Account.objects.count()
        transaction.set_rollback(True)
    with door("initech"):
        assert standing() == expected(cast["initech"])
        assert Account.objects.filter(email__endswith="@initech.example").count() == 4


def test_an_error_in_a_crossing_caught_outside_its_savepoint_leaves_us_at_home(door, cast, link_between):
    with door("acme"), transaction.atomic():
        link = link_between("acme", "initech")
        with pytest.raises(ProgrammingError), transaction.atomic(), border.crossing(link):
            rows("SELECT nonsense")
        assert standing() == expected(cast["acme"])
        assert Account.objects.filter(email__endswith="@acme.example").count() == 4


def test_a_reconnect_stands_in_the_same_place(door, cast):
    with door("acme"):
        standing()
        connection.close()
        assert standing() == expected(cast["acme"])


def test_a_connection_killed_by_the_server_comes_back_in_the_same_place(door, cast, connect):
    with door("acme"):
        pid = rows("SELECT pg_backend_pid()")[0][0]
        with connect("superuser") as server:
            server.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(DatabaseError):
            standing()
        connection.close_if_unusable_or_obsolete()
        assert standing() == expected(cast["acme"])


def test_a_server_side_cursor_reads_the_organization_it_was_opened_in(door, link_between):
    with door("acme"), transaction.atomic():
        link = link_between("acme", "initech")
        emails = Account.objects.order_by("id").values_list("email", flat=True).iterator(chunk_size=1)
        assert next(emails).endswith("@acme.example")
        with border.crossing(link):
            theirs = list(Account.objects.order_by("id").values_list("email", flat=True).iterator(chunk_size=1))
        assert all(email.endswith("@initech.example") for email in theirs)
        assert [email.partition("@")[2] for email in emails] == ["acme.example"] * 3


def test_a_server_side_cursor_outside_a_transaction_reads_its_own_organization(door):
    for name in ("acme", "initech", "hooli"):
        with door(name):
            emails = list(Account.objects.values_list("email", flat=True).iterator(chunk_size=1))
            assert [email.partition("@")[2] for email in emails] == [f"{name}.example"] * 4


def test_prepared_statements_follow_the_organization(door):
    for _ in range(4):
        for name in ("acme", "initech", "globex"):
            with door(name), connection.cursor():
                found = Cursor(connection.connection).execute(OTTO, ["Otto"], prepare=True).fetchall()
                assert found == [(f"otto@{name}.example",)]


def test_a_stricter_isolation_level_changes_nothing(door, cast):
    connection.ensure_connection()
    connection.connection.isolation_level = IsolationLevel.SERIALIZABLE
    try:
        with door("acme"), transaction.atomic():
            assert standing() == expected(cast["acme"])
    finally:
        connection.close()


def test_the_place_costs_no_query_of_its_own(door, django_assert_num_queries):
    with door("acme"), django_assert_num_queries(1):
        Partner.objects.count()
