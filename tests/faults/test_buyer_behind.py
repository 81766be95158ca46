"""A buyer whose schema is behind: its drafts wait and go by themselves, nobody else stops."""

from __future__ import annotations

import pytest

from invoices.models import Document, State
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from tenants import border, register
from tenants.border import OrganizationBehind
from tenants.jobs.operations import due_jobs, run_job
from tests.building import line, verified
from tests.faults.processes import as_superuser

SET_VERSION = "UPDATE tenants_organization SET schema_version = %s WHERE schema_name = %s"
DUE_NOW = "UPDATE job SET due_at = now() WHERE state = 'queued'"


@pytest.fixture
def initech_behind(cast):
    initech = cast["initech"]
    as_superuser(SET_VERSION, ("older", initech.schema_name))
    yield lambda: as_superuser(SET_VERSION, (initech.schema_version, initech.schema_name))
    as_superuser(SET_VERSION, (initech.schema_version, initech.schema_name))


def test_drafts_of_a_buyer_behind_wait_and_go_by_themselves_when_it_is_back(committed, door, initech_behind, today):
    with door("acme"):
        waiting = verified("initech", line("10.00"))
        other = verified("globex", line("20.00"))
        result = issue_invoices([waiting.pk, other.pk], today=today)
        assert (result.issued, result.waiting) == (1, [waiting.pk])
        assert Document.objects.get(pk=waiting.pk).state == State.VERIFIED
        assert Document.objects.get(pk=other.pk).number == "INV-2026-000001"
    initech_behind()
    as_superuser(DUE_NOW)
    for job_id, _ in due_jobs():
        run_job(job_id)
    with door("acme"):
        assert Document.objects.get(pk=waiting.pk).number == "INV-2026-000002"
        assert list(check_books()) == []
    with door("initech"):
        assert Document.objects.count() == 1


def test_the_door_of_an_organization_behind_stays_shut(committed, initech_behind):
    initech = register.organization_at("initech.localhost")
    with pytest.raises(OrganizationBehind), border.inside(initech, initech.as_actor(), via="web"):
        pass
