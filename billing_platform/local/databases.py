"""What an embedded cluster holds before any migration: two logins, databases with their extensions."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "owner"
APP = "app"
SUPERUSER = "postgres"
DATABASE = "billing"

_EXTENSIONS = ("pg_trgm", "btree_gist", "pg_stat_statements")

_LOGINS = {
    OWNER: "LOGIN CREATEROLE NOSUPERUSER NOCREATEDB",
    APP: "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE",
}


def create_logins(superuser_url: str) -> None:
    """Create the logins `owner` (makes tables and roles) and `app` (no right of its own); those there stay."""
    with _connected(superuser_url, autocommit=True) as connection:
        there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for name, attributes in _LOGINS.items():
            if name not in there:
                connection.execute(sql.SQL("CREATE ROLE {} ").format(sql.Identifier(name)) + sql.SQL(attributes))


def create_database(superuser_url: str, name: str, *, template: str = "") -> None:
    """Create a database of `owner` that `app` may enter, with the product's extensions; one that is there is completed.

    `template` names a database to copy, which nobody may be connected to.
    """
    with _connected(superuser_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(_create_statement(name, template))
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(APP))
        )
    with _connected(superuser_url, dbname=name, autocommit=True) as connection:
        for extension in _EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def drop_database(superuser_url: str, name: str) -> None:
    """Drop a database and end every session in it; one that is not there is no error."""
    with _connected(superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def local_url(user: str, database: str, socket_directory: str) -> str:
    """The libpq address of a login over a socket: `postgresql://app@/billing?host=%2F...`."""
    return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(socket_directory, safe='')}"


def _create_statement(name: str, template: str) -> sql.Composed:
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
    if template:
        statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    return statement


def _connected(url: str, **options: Any) -> psycopg.Connection[Any]:
    return psycopg.connect(url, connect_timeout=10, **options)
