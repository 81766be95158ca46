"""Fixtures every test may use: the cast, doors into their books, jobs drained from the shared table."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from common.collector import leave_alone_what_is_loaded
from common.pdf import why_off
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.operations import create_account
from people.permissions import Permission
from tenants import border, register
from tenants.border import Actor, OrganizationRef
from tenants.jobs import heartbeat
from tenants.jobs.models import Job
from tenants.jobs.operations import due_jobs, run_job
from tests.cast import PASSWORD
from tests.machine import lacking

heartbeat.BEAT_SECONDS = 3600.0
TODAY = date(2026, 11, 20)
KEPT = ("people_", "partners_", "payment_terms_", "django_", "auth_", "invoices_taxrule", "purchase_orders_activelimit")
Door = Callable[..., AbstractContextManager[OrganizationRef]]


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database was made by plugin_database."""


@pytest.fixture(scope="session")
def cast(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, OrganizationRef]:
    with django_db_blocker.unblock():
        found = {organization.name.split()[0].lower(): organization for organization in register.every_organization()}
        connection.close()
    return found


@pytest.fixture
def timed_alone() -> Iterator[None]:
    """What other tests left in this process is not walked through by the garbage collector while something is timed."""
    leave_alone_what_is_loaded()
    yield
    gc.unfreeze()


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def door(cast: dict[str, OrganizationRef]) -> Door:
    """`with door("acme"):` works in acme's books as its billing admin."""

    @contextmanager
    def opened(name: str, actor: Actor = Actor("person:bill", "Bill")) -> Iterator[OrganizationRef]:  # noqa: B008
        with border.inside(cast[name], actor, via="web", request="test") as organization:
            yield organization

    return opened


@pytest.fixture
def browser_of() -> Callable[[str, str], Client]:
    """`browser_of("acme", "bill")`: a client at acme's host where Bill has signed in on the real page."""

    def signed_in(organization: str, person: str) -> Client:
        client = Client(headers={"host": f"{organization}.localhost"})
        typed = {"username": f"{person}@{organization}.example", "password": PASSWORD}
        answer = client.post(reverse("people:sign_in"), typed)
        assert answer.status_code == 302, f"{person} could not sign in at {organization}"
        return client

    return signed_in


@pytest.fixture
def browser_with(door: Door, browser_of: Callable[[str, str], Client]) -> Callable[..., Client]:
    """`browser_with("acme", Permission.SEE_INVOICES)`: Clara, whose one role holds these permissions and no other."""

    def signed_in(organization: str, *permissions: Permission) -> Client:
        with door(organization):
            ada = Account.objects.get(email=f"ada@{organization}.example").public_id
            key = create_role(RoleFacts("Clerk", "", frozenset(permissions)), by=ada)
            create_account(f"clara@{organization}.example", "Clara", [str(key)], password=PASSWORD)
        return browser_of(organization, "clara")

    return signed_in


@pytest.fixture
def drain() -> Callable[[], int]:
    """Run every job that is due until none is left, as a worker would; a job without its organization fails here."""

    def run_all() -> int:
        count = 0
        while found := due_jobs():
            for job_id, _ in found:
                run_job(job_id)
                count += 1
        return count

    return run_all


@pytest.fixture
def printing() -> None:
    """This machine can make PDFs; without the libraries the test is skipped with the reason, or fails if STRICT=1."""
    reason = why_off()
    if reason:
        lacking(reason)


@pytest.fixture
def committed(transactional_db_without_flush: None, cast: dict[str, OrganizationRef]) -> Iterator[None]:
    """For what needs COMMIT: real transactions; afterwards only tables that were written are emptied."""
    yield
    connection.close()
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"], autocommit=True) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("DELETE FROM public.job")
        for organization in cast.values():
            _empty(server, organization.schema_name)


@pytest.fixture
def transactional_db_without_flush(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def all_jobs() -> Callable[[], list[Job]]:
    def read() -> list[Job]:
        with border.as_runner():
            return list(Job.objects.order_by("created_at"))

    return read


def _empty(server: psycopg.Connection, schema: str) -> None:
    tables = [row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])]
    for table in tables:
        if not table.startswith(KEPT):
            server.execute(f'DELETE FROM "{schema}"."{table}"')
    server.execute(f'DELETE FROM "{schema}".partners_partner WHERE relationship IS NULL')
    server.execute(f'DELETE FROM "{schema}".payment_terms_buyerterms')
    server.execute(f'DELETE FROM "{schema}".payment_terms_termschange WHERE effective_from IS NOT NULL')
    server.execute(f'DELETE FROM "{schema}".payment_terms_termschange WHERE partner_id IS NOT NULL')
    server.execute(f'DELETE FROM "{schema}".payment_terms_termsbatch')
