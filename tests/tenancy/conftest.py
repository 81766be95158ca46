"""What the tests of tenancy share: two organizations that trade, raw connections, and the tables of a schema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg
import pytest
from django.db import transaction

from tenants import border
from tenants.border import Link, OrganizationRef
from tests.logins import connected

Connect = Callable[[str], AbstractContextManager[psycopg.Connection]]


@pytest.fixture
def connect(django_db_setup: None) -> Connect:
    """`with connect("app"):` a connection of that login beside Django's: `app`, `owner` or `superuser`."""
    return connected


@pytest.fixture
def tables_of(connect: Connect) -> Callable[[str], list[str]]:
    """Names of all tables of a schema."""

    def names(schema: str) -> list[str]:
        with connect("superuser") as server:
            found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
            return [row[0] for row in found]

    return names


@pytest.fixture
def link_between(cast: dict[str, OrganizationRef]) -> Callable[[str, str], Link]:
    """`link_between("acme", "initech")`, called inside acme's door and a transaction: the ticket to cross."""

    def found(ours: str, theirs: str) -> Link:
        assert border.present_organization() == cast[ours]
        assert transaction.get_connection().in_atomic_block
        links = border.links_of_present().values()
        return next(link for link in links if cast[theirs] in (link.supplier, link.buyer))

    return found
