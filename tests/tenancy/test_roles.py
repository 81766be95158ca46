"""What stands between two organizations is a database role: every table of another is denied, in every state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from people.models import Account
from tenants import border
from tenants.border import Actor

pytestmark = pytest.mark.usefixtures("transactional_db_without_flush")

DENIED = "42501"
STATEMENTS = {
    "select": "SELECT 1 FROM {table} LIMIT 1",
    "insert": "INSERT INTO {table} DEFAULT VALUES",
    "update": "UPDATE {table} SET {column} = {column}",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
}
NOT_OF_EXTENSIONS = """
SELECT n.nspname, c.relname, c.relkind, format('%%I.%%I', n.nspname, c.relname) AS named
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S') AND n.nspname !~ '^(pg_|information_schema)'
   AND NOT EXISTS (SELECT 1 FROM pg_depend d
                    WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')
"""
RIGHTS_OUTSIDE = f"""
SELECT r.rolname, t.nspname, t.relname, p.name FROM pg_roles r, ({NOT_OF_EXTENSIONS}) t,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (name)
 WHERE r.rolname = ANY(%s) AND r.rolname <> t.nspname AND (t.nspname <> 'public' OR r.rolname = %s)
   AND CASE t.relkind WHEN 'S' THEN has_sequence_privilege(r.rolname, t.named, 'USAGE')
                      ELSE has_table_privilege(r.rolname, t.named, p.name) END
"""
POWERS = """
SELECT rolname, array_remove(ARRAY[
         CASE WHEN rolcanlogin THEN 'may sign in' END,
         CASE WHEN rolcanlogin AND rolinherit THEN 'inherits' END,
         CASE WHEN rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication THEN 'rules' END], NULL)
  FROM pg_roles WHERE rolname = ANY(%s)
"""


class Undone(Exception):
    """Thrown to roll back."""


@contextmanager
def at_once() -> Iterator[None]:
    yield


@contextmanager
def in_a_transaction() -> Iterator[None]:
    with transaction.atomic():
        yield


@contextmanager
def in_nested_transactions() -> Iterator[None]:
    with transaction.atomic(), transaction.atomic(), transaction.atomic():
        Account.objects.count()
        yield


@contextmanager
def after_a_rollback() -> Iterator[None]:
    with suppress(Undone), transaction.atomic():
        Account.objects.count()
        raise Undone
    yield


@contextmanager
def after_a_savepoint_was_rolled_back() -> Iterator[None]:
    with transaction.atomic():
        with suppress(Undone), transaction.atomic():
            Account.objects.count()
            raise Undone
        yield


@contextmanager
def after_an_error_of_the_database() -> Iterator[None]:
    with pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("SELECT nonsense")
    yield


@contextmanager
def after_a_new_connection() -> Iterator[None]:
    Account.objects.count()
    connection.close()
    yield


@contextmanager
def after_a_crossing() -> Iterator[None]:
    with transaction.atomic():
        for link in border.links_of_present().values():
            with border.crossing(link):
                Account.objects.count()
        yield


@contextmanager
def after_a_failed_crossing() -> Iterator[None]:
    with transaction.atomic():
        for link in border.links_of_present().values():
            with suppress(Undone), transaction.atomic(), border.crossing(link):
                Account.objects.count()
                raise Undone
        yield


STATES = [
    at_once, in_a_transaction, in_nested_transactions, after_a_rollback, after_a_savepoint_was_rolled_back,
    after_an_error_of_the_database, after_a_new_connection, after_a_crossing, after_a_failed_crossing,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_table_of_a_partner_can_be_touched(door, cast, columns_of, state):
    with door("acme"), state():
        assert answers(columns_of(cast["initech"].schema_name)) == []
        assert Account.objects.filter(email__endswith="@acme.example").count() == Account.objects.count() == 4


def test_in_a_crossing_the_tables_of_the_one_who_crossed_are_closed(door, cast, columns_of, link_between):
    with door("acme"), transaction.atomic(), border.crossing(link_between("acme", "initech")):
        assert answers(columns_of(cast["acme"].schema_name) + columns_of(cast["hooli"].schema_name)) == []


@pytest.mark.parametrize("state", [at_once, in_a_transaction, after_a_new_connection], ids=lambda state: state.__name__)
def test_without_an_organization_the_login_can_touch_nothing(door, cast, columns_of, state):
    with door("acme"):
        Account.objects.count()
    schemas = ["public", settings.TEMPLATE_SCHEMA, *(organization.schema_name for organization in cast.values())]
    with transaction.atomic() if state is in_a_transaction else at_once():
        if state is after_a_new_connection:
            connection.close()
        assert [hit for schema in schemas for hit in answers(columns_of(schema))] == []


@pytest.mark.parametrize("role", [border.DOOR, border.RUNNER])
def test_the_door_and_the_runner_read_no_books(cast, columns_of, role):
    with border._standing_in(None, border.Place(role)):
        for organization in cast.values():
            assert answers(columns_of(organization.schema_name)) == []


def test_the_door_reads_hosts_alone_and_the_runner_jobs_and_signs_of_life_alone(columns_of):
    with border._standing_in(None, border.Place(border.DOOR)):
        assert answers(columns_of("public")) == ["select public.tenants_domain", "select public.tenants_organization"]
    with border._standing_in(None, border.Place(border.RUNNER)):
        assert answers(columns_of("public")) == [
            "select public.django_migrations", "select public.job", "insert public.job", "update public.job",
            "select public.pulse", "insert public.pulse", "update public.pulse",
        ]  # fmt: skip


def test_in_public_an_organization_has_its_jobs_and_relationships_alone(door, columns_of):
    with door("acme"):
        allowed = answers(columns_of("public"))
    tables = ("public.job", "public.tenants_relationship")
    assert allowed == [f"{verb} {table}" for table in tables for verb in ("select", "insert")]


def test_the_catalogue_gives_no_role_a_right_outside_its_schema(cast, connect):
    roles = [organization.schema_name for organization in cast.values()]
    with connect("superuser") as server:
        login = connection.settings_dict["USER"]
        assert server.execute(RIGHTS_OUTSIDE, [[*roles, login], login]).fetchall() == []
        powers = server.execute(POWERS, [[*roles, login]]).fetchall()
    assert dict(powers) == {login: ["may sign in"]} | {role: [] for role in roles}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE people_account ADD COLUMN mine int",
        "DROP TABLE people_account",
        "TRUNCATE people_account",
        "ALTER TABLE people_account DISABLE TRIGGER ALL",
        "DROP TRIGGER history_insert ON people_account",
        "UPDATE django_migrations SET name = name",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
        "CREATE SCHEMA mine",
        "COPY people_account TO PROGRAM 'cat'",
    ],
)
def test_an_organization_changes_rows_and_never_the_schema(door, statement):
    with door("acme"), pytest.raises(DatabaseError) as refused, connection.cursor() as cursor:
        cursor.execute(statement)
    assert refused.value.__cause__.sqlstate == DENIED


def test_a_missing_role_raises_and_never_answers_with_the_former_organizations_rows(door, cast):
    with door("acme"):
        assert Account.objects.count() == 4
    nobody = replace(cast["acme"], schema_name="t_missing")
    with border.inside(nobody, Actor("person:bill", "Bill"), via="web"):
        for _ in range(2):
            with pytest.raises(DatabaseError, match="t_missing"):
                list(Account.objects.values_list("email"))
            with pytest.raises(DatabaseError, match="t_missing"):
                connection.cursor().execute("SELECT 1")
    with door("initech"):
        assert Account.objects.filter(email__endswith="@initech.example").count() == 4


def test_a_missing_role_in_a_crossing_ends_the_transaction_and_nothing_is_readable(door, link_between):
    with door("acme"):
        with transaction.atomic():
            Account.objects.count()
            link = link_between("acme", "initech")
            broken = replace(link, buyer=replace(link.buyer, schema_name="t_missing"))
            with border.crossing(broken):
                with pytest.raises(DatabaseError, match="t_missing"):
                    list(Account.objects.values_list("email"))
                with pytest.raises(DatabaseError, match="aborted"):
                    list(Account.objects.values_list("email"))
            with pytest.raises(DatabaseError, match="aborted"):
                list(Account.objects.values_list("email"))
            transaction.set_rollback(True)
        assert Account.objects.filter(email__endswith="@acme.example").count() == 4


def answers(columns: list[tuple[str, str]]) -> list[str]:
    """What was not denied: `select schema.table`. Each statement is undone."""
    return [
        f"{name} {table}"
        for table, column in columns
        for name, statement in STATEMENTS.items()
        if not is_denied(statement.format(table=table, column=column))
    ]


def is_denied(statement: str) -> bool:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.sqlstate == DENIED
    return False


@pytest.fixture
def columns_of(connect) -> Callable[[str], list[tuple[str, str]]]:
    """`schema.table` and one column of each table of a schema."""
    return lambda schema: read_columns(connect, schema)


def read_columns(connect: Callable[[str], AbstractContextManager], schema: str) -> list[tuple[str, str]]:
    with connect("superuser") as server:
        found = server.execute(
            "SELECT format('%%I.%%I', n.nspname, c.relname), quote_ident(a.attname) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1"
            " WHERE n.nspname = %s AND c.relkind IN ('r', 'p') ORDER BY 1",
            [schema],
        ).fetchall()
    assert found, f"no tables in {schema}"
    return found
