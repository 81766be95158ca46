"""Files kept with a purchase order: what is taken, how it is given back, and who may."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from billing_platform.files.operations import store, sweep_orphans
from billing_platform.files.queries import stored_size
from billing_platform.large_bodies import FORM_BYTES
from common.sql import Rung, recorded_steps
from purchase_orders import attachment_views
from purchase_orders.attachment_kinds import LARGEST, MOST, check_file, checked_name
from purchase_orders.attachment_queries import KEPT_FOR, attachment_rows
from purchase_orders.models import Attachment
from purchase_orders.operations.attachments import SentFile, attach, remove_attachment, restore_attachment
from purchase_orders.operations.orders import delete_order
from purchase_orders.refusals import AttachmentGone, OrderGone, TooMany
from tenants.history.models import Change
from tenants.models import now
from tests.building import order
from tests.purchase_orders.pages import words_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nsome pages"
PNG = b"\x89PNG\r\n\x1a\n...."


def office(*names: str) -> bytes:
    """An Office file with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return packed.getvalue()


MANY_PARTS = [f"xl/worksheets/sheet{n}.xml" for n in range(6_000)]
XLSX, DOCX = office("xl/workbook.xml"), office("word/document.xml")
GOOD = {
    "a.pdf": PDF, "a.PDF": PDF, "a.png": PNG, "a.jpg": b"\xff\xd8\xff\xe0", "a.jpeg": b"\xff\xd8\xff\xe1",
    "a.gif": b"GIF89a...", "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.xlsx": XLSX, "a.docx": DOCX,
    "a.txt": "Größe\n".encode(), "b.txt": "Größe".encode("utf-16"), "a.csv": b"a;b\r\n1;2",
}  # fmt: skip
BAD = {
    "page named as a PDF": ("a.pdf", b"<html><script>"),
    "program named as an image": ("a.png", b"MZ\x90\x00"),
    "workbook with macros": ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
    "workbook with macros behind many parts": ("a.xlsx", office("xl/workbook.xml", *MANY_PARTS, "xl/vbaProject.bin")),
    "document named as a workbook": ("a.xlsx", DOCX),
    "archive that is none": ("a.docx", b"PK\x03\x04 broken"),
    "bytes named as text": ("a.txt", b"\x00\x01\x02"),
    "web page": ("a.html", b"<html>"),
    "vector image, which can run scripts": ("a.svg", b"<svg/>"),
    "old workbook": ("a.xls", b"\xd0\xcf\x11\xe0"),
    "workbook for macros": ("a.xlsm", XLSX),
    "no ending": ("contract", PDF),
    "two endings": ("a.pdf.exe", PDF),
    "nothing": ("a.pdf", b""),
    "too many bytes": ("a.txt", b"x" * (LARGEST + 1)),
}


@pytest.fixture
def made(door):
    with door("initech"):
        return order("PO-1")


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def send(client, made, *files: tuple[str, bytes]):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(f"/purchase-orders/{made.public_id}/attachments/", {"files": sent})


def kept(made) -> list[str]:
    return [row.name for row in attachment_rows(made.pk)]


@pytest.mark.parametrize("name", GOOD)
def test_a_file_of_an_allowed_sort_is_kept(name):
    assert check_file(name, GOOD[name]) == name


@pytest.mark.parametrize("why", BAD)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_words(betty, made, door, why):
    answer = send(betty, made, ("good.pdf", PDF), BAD[why])
    assert answer.status_code == 422
    assert any(
        word in words_of(answer) for word in ("is not of a sort", "is not what its name says", "is empty", "too large")
    )
    with door("initech"):
        assert kept(made) == [], "all or none"


@pytest.mark.parametrize(
    ("name", "as_kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\lena\\offer.pdf", "offer.pdf"),
        ("a\r\nb: c.pdf", "a b c.pdf"),
        ("invoice\u202efdp.txt", "invoice fdp.txt"),
        (f"{'x' * 300}.pdf", f"{'x' * 146}.pdf"),
        ("Größe 10 %.pdf", "Größe 10 %.pdf"),
    ],
    ids=ascii,
)
def test_a_name_is_kept_without_path_and_misleading_characters(name, as_kept):
    assert checked_name(name) == as_kept


def test_files_are_attached_listed_and_given_back_as_they_came(betty, made, door):
    answer = send(betty, made, ("Größe.pdf", PDF), ("list.xlsx", XLSX))
    assert answer.status_code == 302
    page = words_of(betty.get(answer.url))
    assert "2 files attached to PO-1." in page
    assert "Größe.pdf PDF, 19" in page
    with door("initech"):
        found = Attachment.objects.order_by("id").first()
    file = betty.get(f"/purchase-orders/attached/{found.public_id}/")
    assert b"".join(file.streaming_content) == PDF
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Cache-Control"] == "private, no-store"


def test_no_file_chosen_is_told(betty, made):
    answer = betty.post(f"/purchase-orders/{made.public_id}/attachments/", {})
    assert answer.status_code == 422
    assert "Choose a file first." in words_of(answer)


def test_more_bytes_than_go_at_once_are_refused_by_their_announced_length(betty, made, monkeypatch):
    monkeypatch.setattr(attachment_views, "MOST_BYTES", -FORM_BYTES)
    answer = send(betty, made, ("a.pdf", PDF))
    assert answer.status_code == 413
    assert "MB were sent at once. Send them in parts." in words_of(answer)


def test_a_removed_file_can_be_taken_back_from_the_toast(betty, made, door):
    send(betty, made, ("a.pdf", PDF))
    with door("initech"):
        found = Attachment.objects.get()
    address = f"/purchase-orders/attached/{found.public_id}/"
    answer = betty.post(f"{address}removal/", follow=True)
    assert "a.pdf removed." in words_of(answer)
    assert f"{address}restoration/" in answer.content.decode()
    assert betty.get(address).status_code == 404
    assert betty.post(f"{address}removal/").status_code == 404
    assert "a.pdf is attached again." in words_of(betty.post(f"{address}restoration/", follow=True))
    assert betty.get(address).status_code == 200


def test_adding_and_removing_stand_in_the_history_of_the_order(betty, browser_of, made, door):
    send(betty, made, ("a.pdf", PDF))
    with door("initech"):
        remove_attachment(Attachment.objects.get().public_id)
        changes = Change.objects.filter(table="purchase_orders_attachment").order_by("id")
        assert [change.op for change in changes] == ["I", "U"]
    history = words_of(browser_of("initech", "ada").get(f"/history/orders/{made.public_id}/"))
    assert "attachment a.pdf" in history


def test_an_order_has_at_most_twenty_and_a_removal_taken_back_counts(made, door):
    with door("initech"):
        attach(made.pk, [SentFile(f"{n}.txt", b"x") for n in range(MOST)])
        with pytest.raises(TooMany, match="at most 20 attachments; it has 20"):
            attach(made.pk, [SentFile("one more.txt", b"x")])
        first = Attachment.objects.order_by("id").first().public_id
        remove_attachment(first)
        attach(made.pk, [SentFile("one more.txt", b"x")])
        with pytest.raises(TooMany):
            restore_attachment(first)
        assert len(kept(made)) == MOST


def test_bytes_stay_while_a_removal_can_be_taken_back_and_are_swept_afterwards(made, door):
    with door("initech"):
        attach(made.pk, [SentFile("a.pdf", PDF), SentFile("same bytes.pdf", PDF), SentFile("b.txt", b"b")])
        first, same, other = Attachment.objects.order_by("id")
        remove_attachment(first.public_id)
        remove_attachment(other.public_id)
        sweep_orphans()
        assert stored_size(other.sha256) == 1
        Attachment.objects.exclude(removed_at=None).update(removed_at=now() - KEPT_FOR - timedelta(minutes=1))
        sweep_orphans()
        assert (stored_size(same.sha256), stored_size(other.sha256)) == (len(PDF), None)
        with pytest.raises(AttachmentGone, match="more than 30 days ago"):
            restore_attachment(other.public_id)


def test_files_of_a_deleted_order_are_not_found(betty, made, door):
    send(betty, made, ("a.pdf", PDF))
    with door("initech"):
        found = Attachment.objects.get().public_id
        delete_order(made.pk)
        with pytest.raises(OrderGone):
            restore_attachment(found)
    assert betty.get(f"/purchase-orders/attached/{found}/").status_code == 404


def test_an_order_that_was_deleted_meanwhile_takes_no_files(made, door):
    with door("initech"):
        delete_order(made.pk)
        with pytest.raises(OrderGone):
            attach(made.pk, [SentFile("a.pdf", PDF)])
        assert kept(made) == []


def test_the_bytes_are_stored_before_the_order_is_held(made, door, monkeypatch):
    held_before = []

    def noting(content: bytes):
        held_before.extend(rung for _, rung in steps)
        return store(content)

    monkeypatch.setattr("purchase_orders.operations.attachments.store", noting)
    with door("initech"), recorded_steps() as steps:
        attach(made.pk, [SentFile("a.pdf", PDF), SentFile("b.txt", b"b")])
        assert (kept(made), held_before) == (["a.pdf", "b.txt"], [])
    assert [rung for _, rung in steps] == [Rung.ORDER_HEADERS]


def test_an_auditor_takes_files_but_changes_none_and_a_stranger_finds_none(browser_of, betty, made, door):
    send(betty, made, ("a.pdf", PDF))
    with door("initech"):
        address = f"/purchase-orders/attached/{Attachment.objects.get().public_id}/"
    otto, stranger = browser_of("initech", "otto"), browser_of("hooli", "betty")
    assert otto.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    for verb in ("removal", "restoration"):
        assert otto.post(f"{address}{verb}/").status_code == 403
        assert stranger.post(f"{address}{verb}/").status_code == 404
    assert send(otto, made, ("b.pdf", PDF)).status_code == 403
    assert send(stranger, made, ("b.pdf", PDF)).status_code == 404
