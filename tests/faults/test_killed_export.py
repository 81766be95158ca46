"""A worker killed at any point of writing an export: the next writes it once, and no half file is ever offered."""

from __future__ import annotations

import signal
import tempfile
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.operations import request_export
from billing_platform.exports.sources import Asked
from billing_platform.files import keys
from billing_platform.files.queries import content_of
from partners.lists import PARTNER_SOURCE
from partners.models import Partner
from people.models import Account
from tenants.jobs.operations import run_job
from tests.faults.processes import as_superuser, start

pytestmark = pytest.mark.slow
MANY = 2_500
LEASE_RAN_OUT = "UPDATE public.job SET lease_until = now() - interval '1 second' WHERE id = %s"


def asked_for(today, called: str) -> UUID:
    Partner.objects.bulk_create(
        Partner(side="supplier", identity=f"{called} {number}", name=f"{called} {number:04}") for number in range(MANY)
    )
    ada = Account.objects.get(name="Ada")
    asked = Asked(False, f"q={called}&sort=name", ("name",))
    return request_export(PARTNER_SOURCE, asked, ada, export_id=uuid4(), today=today).public_id


def stored() -> set[str]:
    return set(keys.storage().listdir(keys.folder())[1]) if keys.storage().exists(keys.folder()) else set()


def left_behind(export: UUID) -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"export-{export}-*"))


@pytest.mark.parametrize(("point", "is_stored"), [("half", False), ("closed", False), ("stored", True)])
def test_a_worker_killed_while_writing_is_made_good_by_the_next(committed, door, today, all_jobs, point, is_stored):
    with door("acme"):
        before, public_id = stored(), asked_for(today, point)
    [job_id] = [job.id for job in all_jobs() if job.kind == "write_export"]
    process = start("killed", str(job_id), point)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with door("acme"):
        export = Export.objects.get(public_id=public_id)
        assert (export.state, export.sha256) == (ExportState.WAITING, "")
        assert bool(stored() - before) is is_stored
    assert left_behind(public_id)
    as_superuser(LEASE_RAN_OUT, (job_id,))
    assert run_job(job_id)
    assert not run_job(job_id)
    assert left_behind(public_id) == []
    with door("acme"):
        export.refresh_from_db()
        assert (export.state, export.rows) == (ExportState.READY, MANY)
        names = [row[0] for row in load_workbook(BytesIO(content_of(export.sha256))).active.values][1:]
        assert names == [f"{point} {number:04}" for number in range(MANY)]
