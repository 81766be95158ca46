"""Run as the owner by `new_tenant.py`: organizations with a first account, each beside the bare DDL of its schema."""

from __future__ import annotations

import secrets
import sys

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from measuring import Rounds, print_rounds, timed

from people.operations import create_account
from people.permissions import Role
from tenants import border
from tenants.border import Actor
from tenants.provisioning import NewOrganization, create_organization
from tenants.template_ddl import template_ddl

MAKER = Actor("system:benchmark", "Benchmark")


def create(n: int) -> None:
    """Schema, role, grants, first rows, and an administrator who can sign in."""
    new = NewOrganization(f"New {n}", "customer", f"new-{n}.localhost", "DE")
    with border.inside(create_organization(new), MAKER, via="command"):
        create_account(f"ada@new-{n}.example", "Ada", [Role.ADMIN], password=secrets.token_urlsafe(12))


def create_bare(ddl: str) -> None:
    """The floor: what pg_dump renders of the template, under another name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ddl.replace(settings.TEMPLATE_SCHEMA, f"bare_{secrets.token_hex(6)}"))


def main(rounds: int) -> None:
    ddl, runs = template_ddl(), Rounds()
    for n in range(rounds + 1):
        product, floor = timed(lambda n=n: create(n)), timed(lambda: create_bare(ddl))  # type: ignore[misc]
        if n:  # the first warms up
            runs.add(product, floor)
    print_rounds("new organization, ready to sign in", 1, runs)


if __name__ == "__main__":
    main(int(sys.argv[1]))
