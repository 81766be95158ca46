"""The shared tables: jobs and relationships behind row-level security, and the window on one's partners."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from common.ids import new_public_id
from common.sql import execute, rows
from tenants.jobs.models import Job
from tenants.jobs.operations import enqueue
from tenants.models import Relationship, VisibleOrganization
from tests.logins import connected

pytestmark = pytest.mark.django_db
DENIED = "42501"
INSERT_JOB = """
INSERT INTO job (id, tenant, kind, queue, payload, actor, due_at, attempts, state, done, result, error, created_at)
VALUES (%s, %s, 'send_outbox', 'fast', '{}', %s, now(), 0, 'queued', 0, '{}', '', now())
"""
INSERT_RELATIONSHIP = """
INSERT INTO tenants_relationship
       (public_id, supplier_id, buyer_id, supplier_schema, buyer_schema, is_active, created_at)
VALUES (%s, %s, %s, %s, %s, true, now())
"""


def sqlstate_of(statement: str, parameters: list[Any]) -> str:
    """The error of a statement that must fail; it is undone."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        execute(statement, parameters)
    state: str = refused.value.__cause__.sqlstate
    return state


def test_a_job_is_of_the_organization_that_writes_it(door, cast):
    with door("acme"):
        ident = enqueue("send_outbox", {})
        assert Job.objects.get(id=ident).tenant == cast["acme"].schema_name
        assert Job.objects.get(id=ident).actor == "person:bill Bill"


@pytest.mark.parametrize("forged", ["initech", "hooli"])
def test_a_job_in_the_name_of_another_is_refused(door, cast, forged):
    with door("acme"):
        given = [new_public_id(), cast[forged].schema_name, "person:bill Bill"]
        assert sqlstate_of(INSERT_JOB, given) == DENIED
        for tenant in ("public", "app", ""):
            assert sqlstate_of(INSERT_JOB, [given[0], tenant, given[2]]) == DENIED


def test_a_job_of_nobody_is_refused(door, cast):
    with door("acme"), pytest.raises(IntegrityError, match="job_has_tenant_and_actor"):
        execute(INSERT_JOB, [new_public_id(), cast["acme"].schema_name, ""])


def test_jobs_of_others_are_invisible(door, all_jobs):
    with door("acme"):
        enqueue("send_outbox", {})
    for other in ("initech", "hooli", "globex"):
        with door(other):
            assert Job.objects.count() == 0
    assert len(all_jobs()) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE job SET state = 'done'", "DELETE FROM job", "UPDATE job SET actor = 'x'"]
)
def test_an_organization_does_not_change_a_job_once_written(door, statement):
    with door("acme"):
        enqueue("send_outbox", {})
        assert sqlstate_of(statement, []) == DENIED


def test_a_key_of_one_organization_does_not_collide_with_that_of_another(door, all_jobs):
    for name in ("acme", "initech"):
        with door(name):
            enqueue("send_outbox", {}, key="2026-11-20")
            enqueue("send_outbox", {}, key="2026-11-20")
    assert len(all_jobs()) == 2


def test_a_supplier_writes_its_relationships_and_both_sides_see_them(door, cast):
    with door("acme"):
        execute(INSERT_RELATIONSHIP, _relationship(cast["acme"], cast["hooli"]))
        assert Relationship.objects.count() == 3
    with door("hooli"):
        assert Relationship.objects.get().supplier_schema == cast["acme"].schema_name
        assert {row.name for row in VisibleOrganization.objects.all()} == {cast["acme"].name, cast["hooli"].name}
    with door("globex"):
        assert Relationship.objects.count() == 2


def test_a_buyer_writes_no_relationship(door, cast):
    with door("hooli"):
        assert sqlstate_of(INSERT_RELATIONSHIP, _relationship(cast["acme"], cast["hooli"])) == DENIED


def test_a_third_party_sees_and_writes_nothing_of_a_relationship(door, cast):
    with door("hooli"):
        assert not Relationship.objects.exists()
        assert sqlstate_of(INSERT_RELATIONSHIP, _relationship(cast["globex"], cast["acme"])) == DENIED
        assert Relationship.objects.update(is_active=False) == 0
    with door("globex"):
        assert set(Relationship.objects.values_list("buyer_id", flat=True)) == {cast["globex"].id, cast["initech"].id}


def test_a_buyer_does_not_end_a_relationship_and_a_supplier_may(door, cast):
    with door("initech"):
        assert Relationship.objects.count() == 2
        assert Relationship.objects.update(is_active=False) == 0
    with door("acme"):
        assert Relationship.objects.filter(buyer_id=cast["initech"].id).update(is_active=False) == 1


@pytest.mark.parametrize("column", ["supplier_id", "buyer_id", "supplier_schema", "buyer_schema", "public_id"])
def test_a_relationship_is_not_turned_to_somebody_else(door, column):
    with door("acme"):
        assert sqlstate_of(f"UPDATE tenants_relationship SET {column} = {column}", []) == DENIED


def test_a_relationship_is_not_deleted(door):
    with door("acme"):
        assert sqlstate_of("DELETE FROM tenants_relationship", []) == DENIED


def test_forged_schema_names_in_a_relationship_are_refused(door, cast):
    acme, globex, hooli = cast["acme"], cast["globex"], cast["hooli"]
    with door("acme"):
        for supplier, buyer, supplier_schema, buyer_schema in (
            (hooli, globex, acme.schema_name, globex.schema_name),
            (acme, hooli, acme.schema_name, globex.schema_name),
            (globex, hooli, acme.schema_name, hooli.schema_name),
            (acme, hooli, acme.schema_name, ""),
        ):
            given = [new_public_id(), supplier.id, buyer.id, supplier_schema, buyer_schema]
            assert sqlstate_of(INSERT_RELATIONSHIP, given) == "23514"


def test_nobody_trades_with_itself_and_a_relationship_is_there_once(door, cast):
    with door("acme"):
        assert sqlstate_of(INSERT_RELATIONSHIP, _relationship(cast["acme"], cast["acme"])) == "23514"
        assert sqlstate_of(INSERT_RELATIONSHIP, _relationship(cast["acme"], cast["initech"])) == "23505"


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("acme", {"acme", "globex", "initech"}),
        ("globex", {"acme", "globex", "initech"}),
        ("initech", {"acme", "globex", "initech"}),
        ("hooli", {"hooli"}),
    ],
)
def test_the_window_shows_oneself_and_ones_partners(door, cast, name, visible):
    with door(name):
        found = {row.schema_name for row in VisibleOrganization.objects.all()}
    assert found == {cast[each].schema_name for each in visible}


def test_the_window_shows_a_partners_address_and_ones_own_account_alone(door, cast):
    facts = {"street": "Kehrwieder 8", "account_holder": "Treasury", "iban": "DE02", "bic": "HASPDEHH"}
    write = f"UPDATE tenants_organization SET {', '.join(f'{name} = %s' for name in facts)} WHERE id = %s"
    seen = {}
    with connected("superuser") as server:
        server.execute(write, [*facts.values(), cast["acme"].id])
        try:
            for name in ("acme", "initech"):
                with door(name):
                    row = VisibleOrganization.objects.get(id=cast["acme"].id)
                    seen[name] = [getattr(row, fact) for fact in facts]
        finally:
            server.execute(write, ["", "", "", "", cast["acme"].id])
    assert seen == {"acme": list(facts.values()), "initech": ["Kehrwieder 8", "", "", ""]}


def test_an_account_without_its_number_is_none(cast):
    with connected("superuser") as server, pytest.raises(psycopg.errors.CheckViolation, match="account_has_iban"):
        server.execute("UPDATE tenants_organization SET bic = 'HASPDEHHXXX' WHERE id = %s", [cast["acme"].id])


def test_the_window_is_a_barrier_and_read_only(door):
    with door("hooli"):
        assert rows("SELECT name FROM visible_organization WHERE 1 / (name = 'Hooli Ltd')::int = 1") == [("Hooli Ltd",)]
        assert sqlstate_of("UPDATE visible_organization SET name = 'Mine'", []) == DENIED


def _relationship(supplier: Any, buyer: Any) -> list[Any]:
    return [new_public_id(), supplier.id, buyer.id, supplier.schema_name, buyer.schema_name]
