"""The pages of uploads: files are kept, read by a job, and each has its result."""

from __future__ import annotations

import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from invoices.models import Document, FileState, RuleCheck, Upload, UploadFile
from invoices.operations.check_rules import check_document
from invoices.operations.uploads import read_upload
from tests.building import order
from tests.invoices.einvoice.pdf_files import hostile_files, invoice_pdf, larger

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "einvoice" / "files"
UPLOAD = "/invoices/upload/"


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def sent(betty, drain):
    """Sends files, lets the job read them, and opens the page they lead to."""

    def send(*files):
        answer = betty.post(UPLOAD, {"files": list(files)})
        assert answer.status_code == 303, text_of(answer)
        drain()
        return betty.get(answer.url)

    return send


def a_file(name, content=None):
    return SimpleUploadedFile(name, content if content is not None else (FILES / name).read_bytes())


def text_of(answer):
    return " ".join(unescape(answer.content.decode()).replace("\xa0", " ").split())


def rows_of(page):
    return {row.name: row for row in page.context["upload"].files}


def test_sending_files_keeps_them_and_leads_to_their_page_before_anything_is_read(door, betty):
    answer = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml"), a_file("cii_invoice.xml")]})
    assert answer.status_code == 303
    page = betty.get(answer.url)
    assert "0 of 2 read" in text_of(page)
    assert 'hx-trigger="every 2s"' in text_of(page)
    with door("initech"):
        assert not Document.objects.exists()
        assert UploadFile.objects.filter(state=FileState.WAITING, content__isnull=False).count() == 2


def test_a_good_file_becomes_an_incoming_invoice_with_its_number_supplier_and_total(door, sent):
    page = sent(a_file("ubl_invoice.xml"))
    with door("initech"):
        document = Document.objects.select_related("partner").get()
        assert (document.direction, document.source) == ("in", "uploaded")
    text = text_of(page)
    assert "1 of 1 read · 1 received" in text
    assert f'href="/invoices/{document.public_id}/">{document.number}</a>' in text
    assert document.partner.name in text
    row = rows_of(page)["ubl_invoice.xml"]
    assert (row.total, row.currency) == (document.total, document.currency)
    assert [(each.count, each.total) for each in page.context["upload"].sums] == [(1, document.total)]
    assert "every 2s" not in text, "nothing is left to wait for"


def test_one_bad_file_holds_back_no_other(door, sent):
    page = sent(
        a_file("broken.xml", b"<Invoice"),
        a_file("ubl_invoice.xml"),
        a_file("notes.txt", b"hello"),
        a_file("cii_invoice.xml"),
    )
    assert page.status_code == 200
    states = {name: row.state for name, row in rows_of(page).items()}
    assert states == {
        "broken.xml": FileState.REFUSED,
        "ubl_invoice.xml": FileState.RECEIVED,
        "notes.txt": FileState.REFUSED,
        "cii_invoice.xml": FileState.RECEIVED,
    }
    assert all(row.reason for row in rows_of(page).values() if row.state == FileState.REFUSED)
    assert "4 of 4 read · 2 received · 2 refused" in text_of(page)


def test_the_same_file_again_is_here_already_with_a_link_and_without_alarm(door, sent):
    first = rows_of(sent(a_file("ubl_invoice.xml")))["ubl_invoice.xml"]
    page = sent(a_file("again.xml", (FILES / "ubl_invoice.xml").read_bytes()))
    row = rows_of(page)["again.xml"]
    assert (row.state, row.state.tone) == (FileState.KNOWN, "quiet")
    assert row.document_url == first.document_url
    assert f'href="{row.document_url}"' in text_of(page)
    assert text_of(page).count("again.xml") == 1
    with door("initech"):
        assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"238", b"338", "with another total: this file says 338.00 EUR, the one here 238.00 EUR."),
        (b">EUR<", b">USD<", "with another total: this file says 238.00 USD, the one here 238.00 EUR."),
        (b"2026-04-03", b"2026-04-04", "with another issue date: this file says 4 Apr 2026, the one here 3 Apr 2026."),
    ],
    ids=["total", "currency", "issue-date"],
)
def test_another_content_under_the_same_number_is_here_already_with_a_warning(sent, old, new, words):
    content = (FILES / "ubl_invoice.xml").read_bytes()
    sent(a_file("ubl_invoice.xml"))
    page = sent(a_file("other.xml", content.replace(old, new)))
    row = rows_of(page)["other.xml"]
    assert row.state == FileState.KNOWN
    assert row.warning == f"Here already under this number {words}"
    assert row.warning in text_of(page)
    assert f'href="{row.document_url}"' in text_of(page)


def test_other_bytes_that_say_the_same_are_here_already_without_a_warning(sent):
    sent(a_file("ubl_invoice.xml"))
    page = sent(a_file("other.xml", (FILES / "ubl_invoice.xml").read_bytes() + b"\n"))
    assert rows_of(page)["other.xml"].warning == ""


def test_the_import_of_files_tells_another_content_and_where_the_document_is(door, sent, tmp_path):
    sent(a_file("ubl_invoice.xml"))
    path, told = tmp_path / "other.xml", StringIO()
    path.write_bytes((FILES / "ubl_invoice.xml").read_bytes().replace(b"238", b"338"))
    with pytest.raises(SystemExit):
        call_command("import_einvoice", str(path), organization="initech.localhost", stderr=told)
    with door("initech"):
        address = f"/invoices/{Document.objects.get().public_id}/"
    assert "this file says 338.00 EUR, the one here 238.00 EUR." in told.getvalue()
    assert address in told.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("hybrid.pdf", b"%PDF-1.7 nothing"), ("other.xml", b"<Order xmlns='urn:x'/>"), ("empty.xml", b"")],
)
def test_the_reason_of_a_refusal_does_not_repeat_the_name_of_the_file(sent, name, content):
    page = sent(a_file("ubl_invoice.xml"), a_file(name, content or b" "))
    assert rows_of(page)[name].reason
    assert text_of(page).count(name) == 1


def test_a_file_that_is_too_large_names_the_limit_and_its_bytes_are_not_kept(door, sent, settings):
    settings.EINVOICE_MAX_BYTES = 2048
    page = sent(a_file("ubl_invoice.xml"))
    assert "The largest file of its kind that is read has 2.0 KB." in text_of(page)
    with door("initech"):
        assert not Document.objects.exists()
        assert UploadFile.objects.get().content is None


def test_a_pdf_larger_than_any_xml_is_received_checked_and_shown(door, betty, sent):
    content = larger(invoice_pdf(("factur-x.xml", (FILES / "cii_invoice.xml").read_bytes())), 12_000_000)
    assert rows_of(sent(a_file("scan.pdf", content)))["scan.pdf"].state == FileState.RECEIVED
    with door("initech"):
        assert RuleCheck.objects.get().state == "done"
        address = f"/invoices/{Document.objects.get().public_id}/document/"
    assert betty.get(address).context["viewed"].groups


def test_the_xml_inside_a_pdf_is_no_larger_than_xml_may_be(sent, settings):
    settings.EINVOICE_MAX_BYTES = 2048
    row = rows_of(sent(a_file("a.pdf", invoice_pdf(("factur-x.xml", (FILES / "cii_invoice.xml").read_bytes())))))[
        "a.pdf"
    ]
    assert row.state == FileState.REFUSED
    assert "at most 2,048 are read" in row.reason


def test_unprintable_names_inside_a_pdf_are_told_and_hold_back_no_file(sent):
    pdf = invoice_pdf(("a\\000b.txt", b"hello"))
    page = sent(a_file("a.pdf", pdf), a_file("ubl_invoice.xml"))
    row = rows_of(page)["a.pdf"]
    assert row.state == FileState.REFUSED
    assert "It holds a?b.txt instead." in row.reason
    assert rows_of(page)["ubl_invoice.xml"].state == FileState.RECEIVED


def test_an_invoice_beside_another_with_an_unprintable_name_is_received(door, sent):
    xml = (FILES / "cii_invoice.xml").read_bytes()
    sent(a_file("a.pdf", invoice_pdf(("factur-x.xml", xml), ("y\\000/factur-x.xml", xml + b" "))))
    with door("initech"):
        assert "y?/factur-x.xml" in Document.objects.get().findings[0]["message"]


def test_no_file_at_all_is_said(betty):
    answer = betty.post(UPLOAD, {})
    assert answer.status_code == 422
    assert "Choose at least one file." in text_of(answer)


def test_more_files_than_go_at_once_are_refused_with_both_numbers(door, betty, settings):
    settings.UPLOAD_MAX_FILES = 2
    answer = betty.post(UPLOAD, {"files": [a_file(f"{n}.xml", b"<a/>") for n in range(3)]})
    assert answer.status_code == 413
    assert "3 files were sent, at most 2 go at once. Send them in parts." in text_of(answer)
    with door("initech"):
        assert not Upload.objects.exists()


def test_far_more_files_than_are_even_counted_are_told_too(betty, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = betty.post(UPLOAD, {"files": [a_file(f"{n}.xml", b"<a/>") for n in range(3)]})
    assert answer.status_code == 413
    assert "Far more files were sent than go at once" in text_of(answer)


def test_more_bytes_than_go_at_once_are_refused_with_both_sizes(betty, settings):
    settings.UPLOAD_MAX_BYTES = 1024
    answer = betty.post(UPLOAD, {"files": [a_file("a.xml", b"x" * 2048)]})
    assert answer.status_code == 413
    assert "The files have 2.0 KB in all, at most 1.0 KB go at once." in text_of(answer)


def test_a_body_that_is_far_too_large_is_read_away_and_answered_in_words(betty, settings, monkeypatch):
    settings.UPLOAD_MAX_BYTES = 1024
    monkeypatch.setattr("billing_platform.large_bodies.FORM_BYTES", 0)
    answer = betty.post(UPLOAD, {"files": [a_file("a.xml", b"x" * 300_000)]})
    assert answer.status_code == 413
    assert "at most 1.0 KB go at once" in text_of(answer)


def test_a_forged_form_is_refused(betty):
    forger = Client(enforce_csrf_checks=True, headers={"host": "initech.localhost"})
    forger.cookies = betty.cookies
    assert forger.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}).status_code == 403


def test_the_limits_stand_beside_the_choice_of_files(betty):
    text = text_of(betty.get(UPLOAD))
    assert "Up to 200 files and 200.0 MB at once; an XML file at most 10.0 MB, a PDF at most 20.0 MB." in text


def test_an_uploaded_invoice_finds_its_order_and_shows_what_was_found_in_it(door, betty, sent):
    with door("initech"):
        order("PO-1")
    page = sent(a_file("ubl_credit_note.xml"))
    with door("initech"):
        document = Document.objects.get()
        assert document.findings
        broken = RuleCheck.objects.get().finding_count
    row = rows_of(page)["ubl_credit_note.xml"]
    assert broken
    assert row.findings == len(document.findings) + broken
    assert row.total == -document.total
    assert row.matched_po or row.why_unmatched
    assert (row.matched_po or row.why_unmatched) in text_of(page)
    detail = text_of(betty.get(f"/invoices/{document.public_id}/"))
    assert "What the file leaves open" in detail
    assert document.findings[0]["message"] in detail
    listed = text_of(betty.get("/invoices/incoming/?view=findings"))
    assert document.number in listed


def test_a_document_whose_rules_are_not_checked_yet_is_told_to_be_in_work(door, betty):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml"), a_file("cii_invoice.xml")]}).url
    with door("initech"):
        upload = Upload.objects.get()
        read_upload(upload.public_id, run=1, progress=lambda done, total: None)
        first = Document.objects.order_by("id").first()
        check_document(first.public_id, 1)
    rows = rows_of(betty.get(address))
    assert {name: row.is_being_checked for name, row in rows.items()} == {
        "ubl_invoice.xml": False,
        "cii_invoice.xml": True,
    }
    assert text_of(betty.get(address)).count("rules being checked") == 1
    with door("initech"):
        assert rows["ubl_invoice.xml"].findings > len(first.findings)


def test_the_rest_is_left_out_on_request_and_read_later_on_another(door, betty, drain):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml"), a_file("cii_invoice.xml")]}).url
    assert "Stop after the current file" in text_of(betty.get(address))
    answer = betty.post(f"{address}cancellation/", follow=True)
    assert "2 files left out. What was received stays." in text_of(answer)
    drain()
    page = betty.get(address)
    assert "2 of 2 read · 2 left out" in text_of(page)
    assert "Read 2 files again" in text_of(page)
    betty.post(f"{address}reading/")
    drain()
    assert "2 of 2 read · 2 received" in text_of(betty.get(address))


def test_who_asks_to_read_again_while_a_job_is_open_is_told_to_wait(betty):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}).url
    answer = betty.post(f"{address}reading/", follow=True)
    assert "The files are being read. Ask again when that has ended." in text_of(answer)


def test_htmx_gets_the_part_that_changes_alone(betty):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}).url
    part = text_of(betty.get(address, headers={"HX-Request": "true"}))
    assert part.startswith('<div class="stack" id="upload">')


def test_earlier_uploads_are_listed_with_what_became_of_them(betty, sent):
    sent(a_file("ubl_invoice.xml"), a_file("broken.xml", b"<Invoice"))
    page = betty.get(UPLOAD)
    assert [(row.files, row.words, row.who) for row in page.context["earlier"]] == [
        (2, "1 received · 1 refused", "Betty"),
    ]


def test_a_stranger_finds_no_upload_and_no_step_of_it(betty, browser_of):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}).url
    stranger = browser_of("hooli", "ada")
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}cancellation/").status_code == 404
    assert stranger.post(f"{address}reading/").status_code == 404


def test_a_role_that_may_not_upload_is_refused_every_step(betty, browser_of):
    address = betty.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}).url
    auditor = browser_of("initech", "otto")
    answers = [auditor.get(UPLOAD), auditor.get(address), auditor.post(UPLOAD, {"files": [a_file("ubl_invoice.xml")]}),
               auditor.post(f"{address}cancellation/"), auditor.post(f"{address}reading/")]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403] * 5


def test_names_of_files_are_printed_and_never_run(sent):
    page = sent(a_file("<img src=x onerror=alert(1)>.xml", b"<Invoice"))
    assert b"<img src=x" not in page.content


def test_the_page_asks_the_database_as_often_for_thirty_files_as_for_one(
    betty, sent, django_assert_max_num_queries, settings
):
    sent(a_file("ubl_invoice.xml"))
    many = sent(*[a_file(f"{n}.xml", (FILES / "ubl_invoice.xml").read_bytes()) for n in range(30)])
    with django_assert_max_num_queries(9):
        betty.get(many.request["PATH_INFO"], headers={"HX-Request": "true"})


def test_the_job_is_listed_in_words(browser_of, sent):
    sent(a_file("ubl_invoice.xml"), a_file("cii_invoice.xml"), a_file("broken.xml", b"<Invoice"))
    page = text_of(browser_of("initech", "ada").get("/jobs/?state=finished"))
    assert "Read 3 e-invoices" in page
    assert "2 received, 1 refused" in page
    assert not re.search("forget", page, re.IGNORECASE)


def test_hostile_pdf_files_are_refused_in_words_and_leave_nothing(door, sent):
    names = ["bomb-in-a-bomb", "circle-of-kids", "deep-arrays", "javascript", "encrypted-rc4", "entities-inside"]
    hostile = dict(hostile_files())
    sent(*(a_file(f"{name}.pdf", hostile[name]) for name in names))
    with door("initech"):
        assert not Document.objects.exists()
        kept = UploadFile.objects.values_list("state", "reason")
        assert {state for state, _ in kept} == {FileState.REFUSED}
        assert all(reason for _, reason in kept)
