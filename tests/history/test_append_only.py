"""Logs are written and never changed: the organization's role lacks the right, and a trigger stops even the owner."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction

from common.sql import execute
from tenants.base import TenantModel
from tenants.roles import append_only_tables
from tests.logins import connected

pytestmark = pytest.mark.django_db
TABLES = [
    "bulk_itemresult",
    "history_change",
    "history_seal",
    "invoices_associationchange",
    "invoices_linecredit",
    "invoices_pdfversion",
    "invoices_postingdatechange",
    "invoices_receivedfile",
    "invoices_rulecheck",
    "ledger_entry",
    "payment_terms_termsbatch",
    "payment_terms_termschange",
    "purchase_orders_balanceadjustment",
    "purchase_orders_balanceentry",
    "purchase_orders_expirynotice",
]
STATEMENTS = {
    "update": "UPDATE {table} SET id = id",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table} CASCADE",
}


def test_the_logs_are_these():
    assert append_only_tables() == TABLES
    logs = [model for model in apps.get_models() if model._meta.db_table in TABLES]
    assert all(issubclass(model, TenantModel) for model in logs)


@pytest.mark.parametrize("verb", STATEMENTS)
@pytest.mark.parametrize("table", TABLES)
def test_the_organizations_role_lacks_the_right(door, table, verb):
    with door("acme"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        execute(STATEMENTS[verb].format(table=table))


@pytest.mark.parametrize("verb", STATEMENTS)
@pytest.mark.parametrize("table", TABLES)
def test_a_trigger_stops_the_owner_too(cast, table, verb):
    with connected("owner") as owner, pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="append-only"):
        owner.execute(STATEMENTS[verb].format(table=f'"{cast["acme"].schema_name}".{table} '))


def test_no_other_table_pretends_to_be_a_log(cast):
    query = """
        SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE t.tgname = 'append_only' AND c.relnamespace = %s::text::regnamespace ORDER BY 1
    """
    with connected("superuser") as server:
        found = server.execute(query, [cast["acme"].schema_name]).fetchall()
    assert [row[0] for row in found] == TABLES
