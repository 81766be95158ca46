"""A new organization is a clone by rendered DDL; in the catalogue it equals the template that was migrated."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings

from tenants.models import TemplateDDL
from tenants.roles import append_only_tables
from tenants.version import expected_schema_version

CATALOGUE = {
    "tables": """
        SELECT relname, relkind, relpersistence, relreplident, relrowsecurity, relforcerowsecurity, reloptions::text,
               pg_get_userbyid(relowner)
          FROM pg_class WHERE relnamespace = %(schema)s::regnamespace ORDER BY 1
    """,
    "columns": """
        SELECT c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
               format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, a.attcollation::regcollation::text, a.attstorage, pg_get_expr(d.adbin, d.adrelid, true)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE c.relnamespace = %(schema)s::regnamespace AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, convalidated,
               pg_get_constraintdef(oid, true)
          FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace ORDER BY 1, 2
    """,
    "indexes": """
        SELECT i.relname, pg_get_indexdef(x.indexrelid, 0, true), x.indisunique, x.indisvalid, x.indisprimary
          FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
         WHERE i.relnamespace = %(schema)s::regnamespace ORDER BY 1
    """,
    "triggers": """
        SELECT t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal ORDER BY 1, 2
    """,
    "functions": """
        SELECT proname, pg_get_functiondef(oid), pg_get_userbyid(proowner) FROM pg_proc
         WHERE pronamespace = %(schema)s::regnamespace ORDER BY 1
    """,
    "sequences": """
        SELECT s.seqrelid::regclass::text, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmax,
               s.seqmin, s.seqcache, s.seqcycle
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
         WHERE c.relnamespace = %(schema)s::regnamespace ORDER BY 1
    """,
    "policies": """
        SELECT p.polrelid::regclass::text, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
         WHERE c.relnamespace = %(schema)s::regnamespace ORDER BY 1
    """,
    "types": """
        SELECT typname, typtype FROM pg_type WHERE typnamespace = %(schema)s::regnamespace ORDER BY 1
    """,
}
MIGRATIONS = "SELECT app, name FROM {}.django_migrations ORDER BY 1, 2"
PRIVILEGES = """
SELECT c.relname, array_agg(p.name ORDER BY p.name)
  FROM pg_class c,
       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (name)
 WHERE c.relnamespace = %(schema)s::text::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
   AND has_table_privilege(%(schema)s::text, c.oid, p.name)
 GROUP BY 1
"""
REPRINTED = re.compile(r"::(character varying|text)(\[\])?|[()\s]")
ROWS = ["DELETE", "INSERT", "SELECT", "UPDATE"]
LOG = ["INSERT", "SELECT"]


@pytest.mark.parametrize("what", CATALOGUE)
@pytest.mark.parametrize("name", ["acme", "hooli"])
def test_an_organizations_schema_equals_the_template(cast, connect, name, what):
    schema = cast[name].schema_name
    with connect("superuser") as server:
        server.execute("SET search_path = ''")
        template = in_words(server, CATALOGUE[what], settings.TEMPLATE_SCHEMA)
        clone = in_words(server, CATALOGUE[what], schema)
    assert clone == template
    assert template or what == "policies", f"no {what} to compare"


def test_an_organization_has_the_templates_migrations_applied(cast, connect):
    with connect("superuser") as server:
        template = server.execute(MIGRATIONS.format(settings.TEMPLATE_SCHEMA)).fetchall()
        assert template
        for organization in cast.values():
            assert server.execute(MIGRATIONS.format(organization.schema_name)).fetchall() == template
            assert organization.schema_version == expected_schema_version()


def test_rows_may_be_changed_and_logs_only_be_written(cast, connect):
    logs = {*append_only_tables()}
    assert {"ledger_entry", "history_change", "purchase_orders_balanceentry"} <= logs
    with connect("superuser") as server:
        for organization in cast.values():
            granted = dict(server.execute(PRIVILEGES, {"schema": organization.schema_name}).fetchall())
            assert granted.pop("django_migrations") == ["SELECT"]
            assert granted == {table: LOG if table in logs else ROWS for table in granted}
            assert logs <= granted.keys()


def test_tables_belong_to_the_owner_and_no_organization_owns_anything(cast, connect):
    with connect("superuser") as server:
        schemas = [organization.schema_name for organization in cast.values()]
        owners = server.execute(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = ANY(%s) OR schemaname = 'public'", [schemas]
        ).fetchall()
    assert owners == [("owner",)]


def test_every_table_of_an_organization_is_in_its_schema_and_none_is_in_both_places(cast, tables_of):
    shared, own = set(tables_of("public")), set(tables_of(cast["acme"].schema_name))
    assert shared & own == {"django_migrations"}
    wanted = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    assert wanted == (shared | own) - {"django_migrations"}


def test_no_foreign_key_leads_from_one_schema_into_another(connect):
    with connect("superuser") as server:
        leading_out = server.execute(
            "SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid"
            " JOIN pg_class b ON b.oid = k.confrelid WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace"
        ).fetchall()
    assert leading_out == []


def test_the_kept_ddl_is_of_this_release_alone_and_names_no_role(connect):
    with connect("superuser") as server:
        kept = server.execute(f"SELECT version, ddl FROM {TemplateDDL._meta.db_table}").fetchall()
    [(version, ddl)] = kept
    assert version == expected_schema_version()
    assert not [word for word in ("GRANT", "OWNER TO", "SET ", "\\restrict") if f"\n{word}" in f"\n{ddl}"]


def in_words(server, query: str, schema: str) -> list[tuple[str, ...]]:
    """The answer with the schema's name replaced and without what PostgreSQL prints anew on every reading."""
    found = server.execute(query, {"schema": schema}).fetchall()
    return sorted(tuple(REPRINTED.sub("", str(value).replace(schema, "SCHEMA")) for value in row) for row in found)
