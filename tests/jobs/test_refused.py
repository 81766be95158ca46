"""A job that names no organization, nobody, or a kind nobody does is parked with the reason and never run."""

from __future__ import annotations

import pytest

from common.ids import new_public_id
from tenants.jobs.models import JobState
from tenants.jobs.operations import run_job
from tests.logins import connected

INSERT = """
INSERT INTO job (id, tenant, kind, queue, payload, actor, due_at, attempts, state, done, result, error, created_at)
VALUES (%s, %s, %s, 'fast', '{}', %s, now(), 0, 'queued', 0, '{}', '', now())
"""


@pytest.mark.parametrize(
    ("tenant", "kind_name", "actor"),
    [
        ("t_missing", "tried", "person:bill Bill"),
        ("public", "tried", "person:bill Bill"),
        ("billing_runner", "tried", "person:bill Bill"),
        ("acme", "unheard of", "person:bill Bill"),
        ("acme", "tried", "  "),
    ],
)
def test_a_job_of_no_known_organization_person_or_kind_is_parked_and_not_run(
    committed, cast, kind, row_of, tenant, kind_name, actor
):
    ran: list[int] = []
    kind(lambda running: ran.append(1))
    ident = new_public_id()
    with connected("superuser") as server:
        server.execute(INSERT, [ident, cast[tenant].schema_name if tenant in cast else tenant, kind_name, actor])
    assert run_job(ident)
    job = row_of(ident)
    assert ran == []
    assert job.state == JobState.PARKED
    assert job.error.startswith("job_refused: This job has no known organization, actor or kind")
