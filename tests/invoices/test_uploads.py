"""Files of an upload are read one after the other: once, in spite of killed jobs, and none holds back another."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction

from common.retry import BuyerBusy
from invoices.models import Document, FileState, Upload, UploadFile
from invoices.operations import uploads
from invoices.operations.receive import receive_einvoice
from invoices.operations.uploads import cancel_upload, forget_content, keep_upload, read_upload, retry_upload
from invoices.refusals import NothingSent, StillReading
from ledger.books import check_books
from tenants.jobs.models import Job
from tenants.models import now

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "einvoice" / "files"
UBL, CII, CREDIT = "ubl_invoice.xml", "cii_invoice.xml", "ubl_credit_note.xml"


@pytest.fixture
def books(door):
    with door("initech"):
        yield


def files(*names):
    return [File(BytesIO((FOLDER / name).read_bytes()), name) for name in names]


def bad(name="broken.xml"):
    return File(BytesIO(b"<Invoice"), name)


def silent(done, total):
    pass


def read(upload, *, run=1, progress=silent):
    return read_upload(upload, run=run, progress=progress)


def states():
    return list(UploadFile.objects.order_by("no").values_list("state", flat=True))


def dying_at(monkeypatch, place):
    """Reading that dies as if killed: before or after the document is received."""

    def receive(content, name):
        if place == "after":
            receive_einvoice(content, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(uploads, "receive_einvoice", receive)


def test_each_file_is_told_of_before_it_is_read_and_all_ends_are_counted(books):
    told = []
    upload = keep_upload([*files(UBL), bad(), *files(CII)])
    result = read(upload, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert result == {"files": 3, "received": 2, "refused": 1}
    assert list(check_books()) == []


def test_the_bytes_go_when_the_document_has_them_and_stay_when_it_was_refused(books):
    read(keep_upload([*files(UBL), bad()]))
    kept = dict(UploadFile.objects.values_list("name", "content"))
    assert kept[UBL] is None
    assert bytes(kept["broken.xml"]) == b"<Invoice"


def test_a_job_that_comes_twice_reads_nothing_twice(books):
    upload = keep_upload(files(UBL, CII))
    assert read(upload) == read(upload) == {"files": 2, "received": 2}
    assert Document.objects.count() == 2


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_file_that_was_being_read_when_the_job_was_killed_is_received_once(books, monkeypatch, place):
    upload = keep_upload(files(UBL, CII))
    dying_at(monkeypatch, place)
    with pytest.raises(KeyboardInterrupt):
        read(upload)
    assert states() == [FileState.READING, FileState.WAITING]
    monkeypatch.undo()
    assert read(upload) == {"files": 2, "received": 2}
    assert Document.objects.count() == 2


def test_a_document_received_before_belongs_to_the_earlier_file(books):
    read(keep_upload(files(UBL)))
    assert read(keep_upload(files(UBL, UBL))) == {"files": 2, "known": 2}
    assert set(UploadFile.objects.values_list("document", flat=True)) == {Document.objects.get().pk}


def test_a_file_that_ends_whoever_reads_it_is_set_aside_and_the_rest_goes_to_a_fresh_job(books, monkeypatch):
    upload = keep_upload(files(UBL, CII))
    dying_at(monkeypatch, "before")
    for _ in range(uploads.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            read(upload)
    monkeypatch.undo()
    read(upload)
    assert states() == [FileState.BROKEN, FileState.WAITING]
    assert Upload.objects.get().runs == 2
    read(upload, run=2)
    assert states() == [FileState.BROKEN, FileState.RECEIVED]
    jobs = Job.objects.filter(kind="read_upload").order_by("created_at")
    assert [job.payload["run"] for job in jobs] == [1, 2]


def test_a_job_of_an_earlier_run_does_nothing(books):
    upload = keep_upload(files(UBL))
    Upload.objects.update(runs=2)
    assert read(upload, run=1) == {"files": 1}
    assert states() == [FileState.WAITING]


def test_a_defect_with_one_file_is_told_at_that_file_and_holds_back_no_other(books, monkeypatch, caplog):
    def receive(content, name):
        if name == UBL:
            raise ZeroDivisionError("not for people")
        return receive_einvoice(content, name)

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    upload = keep_upload(files(UBL, CII))
    assert read(upload) == {"files": 2, "broken": 1, "received": 1}
    broken = UploadFile.objects.get(state=FileState.BROKEN)
    assert "not for people" not in broken.reason
    assert "ZeroDivisionError" in caplog.text
    assert bytes(broken.content) == (FOLDER / UBL).read_bytes(), "so that it can be read again"


def test_a_lost_database_is_no_verdict_about_the_file(books, monkeypatch):
    def receive(content, name):
        raise OperationalError("the connection is lost")

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    upload = keep_upload(files(UBL))
    with pytest.raises(OperationalError):
        read(upload)
    assert states() == [FileState.READING]


def test_a_busy_purchase_order_puts_the_file_off_and_costs_it_no_try(books, monkeypatch):
    def receive(content, name):
        raise BuyerBusy("Others are changing it.")

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    upload = keep_upload(files(UBL))
    with pytest.raises(BuyerBusy):
        read(upload)
    assert list(UploadFile.objects.values_list("state", "tries")) == [(FileState.WAITING, 0)]


def test_a_busy_purchase_order_takes_no_file_back_that_another_worker_has_settled(books, monkeypatch):
    upload = keep_upload(files(UBL))

    def receive(content, name):
        monkeypatch.undo()
        read(upload)
        raise BuyerBusy("Others are changing it.")

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    with pytest.raises(BuyerBusy):
        read(upload)
    assert states() == [FileState.RECEIVED]


def test_of_two_uploads_of_the_same_file_at_once_one_has_received_it_and_the_other_tells_that_it_is_here(
    books, monkeypatch
):
    first, second = keep_upload(files(UBL)), keep_upload(files(UBL))
    UploadFile.objects.filter(upload__public_id=second).update(began_at=now() - timedelta(seconds=1))
    settle = uploads._settle

    def after_the_other(file, outcome):
        monkeypatch.undo()
        read(second)
        settle(file, outcome)

    monkeypatch.setattr(uploads, "_settle", after_the_other)
    assert read(first) == {"files": 1, "known": 1}
    ends = list(UploadFile.objects.order_by("upload").values_list("state", "document", "content"))
    document = Document.objects.get().pk
    assert ends == [(FileState.KNOWN, document, None), (FileState.RECEIVED, document, None)]


def test_cancelling_between_files_keeps_what_was_received(books):
    upload = keep_upload(files(UBL, CII, CREDIT))

    def cancel_after_one(done, total):
        if done == 1:
            assert cancel_upload(upload) == 2

    assert read(upload, progress=cancel_after_one) == {"files": 3, "cancelled": 2, "received": 1}
    assert Document.objects.count() == 1


def test_a_file_in_work_is_not_cancelled(books, monkeypatch):
    upload = keep_upload(files(UBL, CII))

    def receive(content, name):
        cancel_upload(upload)
        return receive_einvoice(content, name)

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    assert read(upload) == {"files": 2, "cancelled": 1, "received": 1}


def test_what_broke_and_what_was_left_out_is_read_again_but_not_what_was_refused(door, drain, monkeypatch):
    def receive(content, name):
        if name == CII:
            raise ZeroDivisionError
        return receive_einvoice(content, name)

    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    with door("initech"):
        upload = keep_upload([*files(UBL, CII), bad()])
    drain()
    monkeypatch.undo()
    with door("initech"):
        assert retry_upload(upload) == 1
        assert states() == [FileState.RECEIVED, FileState.WAITING, FileState.REFUSED]
    drain()
    with door("initech"):
        assert states() == [FileState.RECEIVED, FileState.RECEIVED, FileState.REFUSED]


def test_reading_again_is_refused_while_a_job_is_open(books):
    upload = keep_upload(files(UBL))
    with pytest.raises(StillReading):
        retry_upload(upload)


def test_nothing_is_kept_of_an_upload_without_files(books):
    with pytest.raises(NothingSent):
        keep_upload([])
    assert not Upload.objects.exists()


def test_bytes_of_refused_files_are_removed_after_thirty_days_and_the_verdict_stays(books):
    read(keep_upload([bad()]))
    assert forget_content(now() + timedelta(days=29)) == 0
    assert forget_content(now() + timedelta(days=30, seconds=1)) == 1
    row = UploadFile.objects.get()
    assert (row.content, row.state, bool(row.reason)) == (None, FileState.REFUSED, True)


def test_a_job_that_removes_them_is_left_once_a_day_for_when_it_is_time(books):
    keep_upload([bad()])
    keep_upload([bad()])
    assert Job.objects.get(kind="forget_upload_content").due_at > now() + timedelta(days=30)


def test_what_is_read_again_later_is_forgotten_later(door, drain, monkeypatch):
    def receive(content, name):
        raise ZeroDivisionError

    with door("initech"):
        upload = keep_upload([bad()])
    monkeypatch.setattr(uploads, "receive_einvoice", receive)
    drain()
    later = now() + timedelta(days=10)
    monkeypatch.setattr(uploads, "now", lambda: later)
    with door("initech"):
        retry_upload(upload)
        last = Job.objects.filter(kind="forget_upload_content").order_by("due_at").last()
        assert last.due_at > later + timedelta(days=30)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": FileState.RECEIVED},
        {"state": FileState.WAITING, "content": None},
        {"state": FileState.REFUSED, "reason": ""},
    ],
    ids=["received-without-document", "waiting-without-content", "refused-without-reason"],
)
def test_the_database_refuses_ends_that_cannot_be(books, facts):
    keep_upload([bad()])
    with pytest.raises(IntegrityError), transaction.atomic():
        UploadFile.objects.update(**facts)


def test_a_document_is_received_from_one_file_only(books):
    read(keep_upload(files(UBL, UBL)))
    with pytest.raises(IntegrityError, match="upload_file_of_document_once"), transaction.atomic():
        UploadFile.objects.filter(state=FileState.KNOWN).update(state=FileState.RECEIVED)
