"""Database roles: what an organization's role may do in its schema and in `public`. Run as the owner login."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

TENANT_IN_PUBLIC = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE (asked) ON public.job TO {role};
GRANT SELECT, INSERT ON public.tenants_relationship TO {role};
GRANT UPDATE (is_active) ON public.tenants_relationship TO {role};
GRANT USAGE ON SEQUENCE public.tenants_relationship_id_seq TO {role};
GRANT SELECT ON public.visible_organization TO {role};
"""
TENANT_IN_SCHEMA = """
GRANT USAGE ON SCHEMA {schema} TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {role};
"""


def create_role(role: str, app_login: str) -> None:
    """A NOLOGIN role that the application may take but whose rights it never inherits."""
    _run("CREATE ROLE {role} NOLOGIN", role=role)
    _run("GRANT {role} TO {login} WITH INHERIT FALSE, SET TRUE", role=role, login=app_login)
    _run("GRANT {role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE", role=role)


def grant_in_public(role: str) -> None:
    _run(TENANT_IN_PUBLIC, role=role)


def grant_in_schema(schema: str, role: str) -> None:
    """Everything on its own tables, but only INSERT and SELECT on append-only ones."""
    _run(TENANT_IN_SCHEMA, schema=schema, role=role)
    for table in append_only_tables():
        _run("REVOKE UPDATE, DELETE, TRUNCATE ON {schema}.{table} FROM {role}", schema=schema, table=table, role=role)


def append_only_tables() -> list[str]:
    """Tables whose model says `append_only = True`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def _run(statement: str, **names: str) -> None:
    quoted: dict[str, Any] = {key: sql.Identifier(name) for key, name in names.items()}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**quoted))
