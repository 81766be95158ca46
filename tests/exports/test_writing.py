"""Writing an export: once in effect, of one instant, and nothing of it left when it is broken off."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from billing_platform.exports import operations
from billing_platform.exports.models import Export, ExportState
from billing_platform.exports.operations import cancel_export, request_export, write_export
from billing_platform.exports.sources import Asked
from billing_platform.files import keys
from common.sql import one_snapshot
from people.models import Account
from tenants import border
from tenants.border import Actor
from tenants.jobs.registry import JobCancelled

VIEW = Asked(is_everything=False, columns=("name",))


def silent(done, total):
    return None


def asked(people, today, more=2500):
    people.more = more
    person = Account.objects.get(email="ada@acme.example")
    return request_export(people, VIEW, person, export_id=uuid4(), today=today), person


@pytest.mark.django_db
def test_written_twice_it_is_one_file_and_one_end(door, people, today):
    with door("acme"):
        export, _ = asked(people, today)
        first = write_export(export.public_id, today=today, progress=silent)
        again = write_export(export.public_id, today=today, progress=silent)
        assert (first.sha256, first.done_at, first.rows) == (again.sha256, again.done_at, 2504)
        assert len(keys.storage().listdir(keys.folder())[1]) >= 1


@pytest.mark.django_db
def test_progress_is_told_in_rows(door, people, today):
    told = []
    with door("acme"):
        export, _ = asked(people, today)
        write_export(export.public_id, today=today, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2504), (1000, 2504), (2000, 2504)]


@pytest.mark.django_db
def test_a_job_stopped_half_way_leaves_no_file_and_can_be_written_anew(door, people, today):
    def stop(done, total):
        if done:
            raise JobCancelled

    with door("acme"):
        export, _ = asked(people, today)
        with pytest.raises(JobCancelled):
            write_export(export.public_id, today=today, progress=stop)
        export.refresh_from_db()
        assert (export.state, export.sha256) == (ExportState.WAITING, "")
        assert write_export(export.public_id, today=today, progress=silent).rows == 2504


@pytest.mark.django_db
def test_cancelled_while_it_is_written_it_stays_cancelled(door, people, today):
    with door("acme"):
        export, ada = asked(people, today)
        written = write_export(
            export.public_id, today=today, progress=lambda done, total: cancel_export(export.public_id, ada)
        )
        assert (written.state, written.sha256) == (ExportState.CANCELLED, "")


@pytest.mark.django_db
def test_rows_that_became_too_many_are_refused_with_the_reason(door, people, today, monkeypatch):
    with door("acme"):
        export, _ = asked(people, today)
        monkeypatch.setattr("common.workbook.MOST_ROWS", 2000)
        written = write_export(export.public_id, today=today, progress=silent)
        assert written.state == ExportState.REFUSED
        assert "A sheet of Excel takes 2,000 rows" in written.reason


@pytest.mark.django_db
def test_a_ready_export_without_a_file_is_refused_by_the_database(door, people, today):
    with door("acme"):
        export, _ = asked(people, today)
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(state=ExportState.READY)
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(sha256="a" * 64)
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(state=ExportState.REFUSED)


def test_rows_are_read_as_they_all_were_at_one_instant(committed, door, cast):
    def rename():
        try:
            with border.inside(cast["acme"], Actor("person:x", "X"), via="web"):
                Account.objects.filter(email="ada@acme.example").update(name="Adele")
        finally:
            connection.close()

    with door("acme"):
        with one_snapshot():
            before = list(Account.objects.values_list("name", flat=True).order_by("name"))
            other = threading.Thread(target=rename)
            other.start()
            other.join()
            assert list(Account.objects.values_list("name", flat=True).order_by("name")) == before
        assert "Adele" in Account.objects.values_list("name", flat=True)
        Account.objects.filter(email="ada@acme.example").update(name="Ada")


def test_a_small_export_needs_no_job(committed, door, people, today, all_jobs):
    with door("acme"):
        export, _ = asked(people, today, more=0)
        assert export.state == ExportState.READY
    assert [job.kind for job in all_jobs()] == []
    assert operations.AT_ONCE == 1000
