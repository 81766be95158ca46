"""Make, migrate and remove organizations' schemas. Everything here runs as the owner login."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as CoreMigrate
from django.db import connection, transaction
from django.db.models import Max
from psycopg import sql

from common.errors import Refusal
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.models import Domain, Organization
from tenants.roles import create_role, grant_in_public, grant_in_schema
from tenants.template_ddl import template_ddl
from tenants.version import expected_schema_version

MIGRATION_LOCK = 7_260_411
PROVISIONER = Actor("system:provisioning", "Provisioning")
Seed = Callable[[], None]
SEEDS: dict[str, Seed] = {}


class HostTaken(Refusal):
    """Another organization answers at this host."""

    code = "host_taken"


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """What a new organization is called, where it stands and what account it is paid on.

    `country` is ISO 3166-1 alpha-2, `time_zone` an IANA name, `iban` without blanks.
    """

    name: str
    kind: str
    host: str
    country: str
    time_zone: str = "Europe/Berlin"
    currency: str = "EUR"
    locale: str = "en"
    tax_id: str = ""
    city: str = ""
    street: str = ""
    postcode: str = ""
    account_holder: str = ""
    iban: str = ""
    bic: str = ""


def seed_with(name: str, seed: Seed) -> None:
    """Register rows that every new organization starts with; called inside its door, once, at creation."""
    SEEDS[name] = seed


def create_organization(new: NewOrganization) -> OrganizationRef:
    """Schema, role, grants, host and first rows of an organization, in one transaction.

    Takes an advisory lock, so two at once get two numbers. Refuses a taken host.
    """
    ddl = template_ddl()
    schema = f"t_{secrets.token_hex(6)}"
    with transaction.atomic():
        _lock()
        if Domain.objects.filter(domain=new.host.lower()).exists():
            raise HostTaken(f"The host {new.host} is taken. Choose another.", field="host")
        create_role(schema, settings.APP_LOGIN)
        _clone(schema, ddl)
        grant_in_public(schema)
        grant_in_schema(schema, schema)
        organization = border.ref_of(_insert(new, schema))
        with border.inside(organization, PROVISIONER, via="command"):
            for seed in SEEDS.values():
                seed()
    return organization


def write_facts(organization: OrganizationRef, facts: Mapping[str, str]) -> OrganizationRef:
    """Write facts (by name, as `NewOrganization` has them) over an organization's; what it is then. The host stays.

    Part of the caller's transaction, to whose end the organization's row is locked.
    """
    own = Organization.objects.filter(pk=organization.id)
    own.update(**facts)
    return border.ref_of(own.get())


def migrate_all(report: Callable[[str], None]) -> int:
    """Bring `public`, the template and every organization that is behind up to this code; resumable.

    Returns how many organizations were brought up. One organization's failure stops the run with those before it done.
    """
    with _only_one():
        _migrate("public")
        _make_template_schema()
        _migrate(settings.TEMPLATE_SCHEMA)
        template_ddl()
        behind = list(Organization.objects.exclude(schema_version=expected_schema_version()).order_by("number"))
        for done, organization in enumerate(behind, 1):
            migrate_one(organization)
            report(f"{organization.organization_id} {organization.name} migrated, {done} of {len(behind)}")
        return len(behind)


def migrate_one(organization: Organization) -> None:
    """Migrate one schema, renew its role's grants, and open its door again by writing the version last."""
    _migrate(organization.schema_name)
    grant_in_public(organization.schema_name)
    grant_in_schema(organization.schema_name, organization.schema_name)
    Organization.objects.filter(pk=organization.pk).update(schema_version=expected_schema_version())


def _insert(new: NewOrganization, schema: str) -> Organization:
    highest = Organization.objects.aggregate(top=Max("number"))["top"] or 0
    facts: dict[str, Any] = {name: getattr(new, name) for name in NewOrganization.__slots__ if name != "host"}
    version = expected_schema_version()
    row = Organization(schema_name=schema, number=highest + 1, schema_version=version, **facts)
    Organization.objects.bulk_create([row])
    Domain.objects.create(domain=new.host.lower(), tenant=row, is_primary=True)
    return row


def _clone(schema: str, ddl: str) -> None:
    columns = "app, name, applied"
    applied = f"INSERT INTO {{new}}.django_migrations ({columns}) SELECT {columns} FROM {{old}}.django_migrations"  # noqa: S608
    names = {"new": sql.Identifier(schema), "old": sql.Identifier(settings.TEMPLATE_SCHEMA)}
    with connection.cursor() as cursor:
        cursor.execute(ddl.replace(settings.TEMPLATE_SCHEMA, schema))
        cursor.execute(sql.SQL(applied).format(**names))


def _migrate(schema: str) -> None:
    connection.set_schema(schema)  # type: ignore[attr-defined]
    try:
        call_command(CoreMigrate(), database="default", interactive=False, verbosity=0)
    finally:
        connection.set_schema_to_public()  # type: ignore[attr-defined]


def _make_template_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(settings.TEMPLATE_SCHEMA)))


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MIGRATION_LOCK])


@contextmanager
def _only_one() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
