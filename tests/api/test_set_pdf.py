"""PUT /invoices/{number}/pdf: a further version on both sides, once for the same bytes, nothing else touched."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from billing_platform.files.queries import content_of
from common.retry import BuyerBusy
from invoices.models import Document, PdfVersion
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from people.permissions import Permission
from tenants.border import BuyerUnavailable
from tenants.history.queries import changes_of
from tests.building import draft, line, verified
from tests.invoices.einvoice.pdf_files import encrypted, invoice_pdf, larger

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("printing")]
THEIRS = invoice_pdf(("terms.txt", b"net 30"))
OTHER = invoice_pdf(("terms.txt", b"net 14"))


@pytest.fixture
def number(door, today):
    """The number of an invoice of acme in initech's books."""
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk).number


@pytest.fixture
def versions(door, number):
    def read(organization):
        with door(organization):
            found = PdfVersion.objects.filter(document__number=number).order_by("number")
            return [(version.number, version.reason, version.sha256) for version in found]

    return read


def test_the_pdf_becomes_the_current_version_and_the_first_one_stays(caller, number, versions, door):
    answer = caller().put_pdf(number, THEIRS)
    assert answer.status_code == 200, answer.content
    taken = answer.json()
    assert (taken["number"], taken["is_new_version"]) == (number, True)
    assert (taken["pdf"]["version"], taken["pdf"]["sha256"]) == (2, sha256(THEIRS).hexdigest())
    (first, second) = versions("acme")
    assert (first[:2], second) == ((1, "issued"), (2, "sent", sha256(THEIRS).hexdigest()))
    with door("acme"):
        assert content_of(second[2]) == THEIRS


def test_the_buyer_gets_the_same_versions_by_a_job_and_the_books_tie(caller, number, versions, drain, door):
    caller().put_pdf(number, THEIRS)
    drain()
    assert versions("initech") == versions("acme")
    with door("acme"):
        assert list(check_books()) == []


def test_the_buyer_opens_the_pdf_that_was_sent(caller, number, drain, browser_of, door):
    caller().put_pdf(number, THEIRS)
    drain()
    with door("initech"):
        public_id = Document.objects.get(number=number).public_id
    opened = browser_of("initech", "betty").get(f"/invoices/{public_id}/pdf/")
    assert opened.content == THEIRS


def test_the_same_bytes_again_are_no_new_version(caller, number, versions):
    client = caller()
    first, second = client.put_pdf(number, THEIRS).json(), client.put_pdf(number, THEIRS).json()
    assert (first["is_new_version"], second["is_new_version"]) == (True, False)
    assert first["pdf"] == second["pdf"]
    assert len(versions("acme")) == 2


def test_going_back_to_earlier_bytes_is_a_version_again(caller, number, versions):
    client = caller()
    for content in (THEIRS, OTHER, THEIRS):
        client.put_pdf(number, content)
    assert [row[0] for row in versions("acme")] == [1, 2, 3, 4]


def test_the_external_number_stands_on_both_sides_at_once_and_stays_when_it_is_not_sent(caller, number, door):
    client = caller()
    assert client.put_pdf(number, THEIRS, "?external_number=ERP-4711").json()["external_number"] == "ERP-4711"
    assert client.put_pdf(number, OTHER).json()["external_number"] == "ERP-4711"
    for organization in ("acme", "initech"):
        with door(organization):
            assert Document.objects.get(number=number).external_number == "ERP-4711"
    listed = caller("initech", "betty").get("/invoices", {"number": number}).json()["items"]
    assert [item["external_number"] for item in listed] == ["ERP-4711"]


def test_the_history_of_both_sides_says_who_set_it(caller, number, door):
    caller(name="ERP, nightly").put_pdf(number, THEIRS, "?external_number=ERP-1")
    for organization, who in (("acme", "Bill by token “ERP, nightly”"), ("initech", "Acme Distribution SE")):
        with door(organization):
            document = Document.objects.get(number=number)
            assert who in _actors(document.pk)
    with door("acme"):
        made_by = PdfVersion.objects.get(document__number=number, number=2).made_by
    assert made_by.startswith("token:")
    assert "Bill by token" in made_by


def _actors(row):
    return {change.actor_name for change in changes_of("invoices_document", row)}


def test_the_number_and_the_rest_of_an_issued_document_stay_frozen(caller, number, door):
    caller().put_pdf(number, THEIRS, "?external_number=ERP-1")
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(number=number).update(number="X")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"<html></html>", "not_a_pdf", "does not begin with %PDF-"),
        (THEIRS[:-60], "not_a_pdf", "breaks off"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "pdf_unreadable", "damaged"),
        (encrypted("secret", "RC4-128"), "pdf_encrypted", "Send it without encryption"),
    ],
    ids=["html", "half", "damaged", "encrypted"],
)
def test_what_is_no_pdf_is_refused_and_changes_nothing(caller, number, versions, content, code, words):
    answer = caller().put_pdf(number, content)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, f"/api/v1/problems#{code}")
    assert words in problem["detail"]
    assert [row[1] for row in versions("acme")] in ([], ["issued"])


def test_a_pdf_of_too_many_bytes_is_refused_before_it_is_read(caller, number):
    answer = caller().put_pdf(number, larger(THEIRS, 10 * 1024 * 1024))
    assert (answer.status_code, answer.json()["detail"]) == (413, "The body may have at most 10,485,760 bytes.")


def test_another_kind_of_body_is_refused(caller, number):
    answer = caller().send("PUT", f"/invoices/{number}/pdf", THEIRS, "application/octet-stream")
    assert (answer.status_code, answer.json()["detail"]) == (415, "Send the body as application/pdf.")


def test_only_an_issued_outgoing_document_of_this_organization_is_found(caller, number, door):
    with door("acme"):
        draft("initech")
    asked = {"nobody has it": "INV-1", "the buyer": number}
    assert caller().put_pdf(asked["nobody has it"], THEIRS).status_code == 404
    assert caller("initech", "ada").put_pdf(number, THEIRS).status_code == 404
    assert caller("globex", "ada").put_pdf(number, THEIRS).status_code == 404
    assert caller("hooli", "ada").put_pdf(number, THEIRS).json()["detail"] == (
        "No issued outgoing document has this number."
    )


def test_a_token_without_the_scope_and_a_person_without_the_permission_are_refused(caller, number, versions):
    reading = caller(scopes=[Permission.SEE_INVOICES]).put_pdf(number, THEIRS)
    assert (reading.status_code, reading.json()["title"]) == (403, "Scope missing")
    auditor = caller("acme", "otto").put_pdf(number, THEIRS)
    assert (auditor.status_code, auditor.json()["title"]) == (403, "Permission missing")
    assert versions("acme") == []


def test_a_buyer_that_can_not_be_reached_keeps_the_number_from_one_side_only(caller, number, door, monkeypatch):
    def away(*_):
        raise BuyerUnavailable("Initech AG is being upgraded.")

    monkeypatch.setattr(setting, "note_external_number", away)
    answer = caller().put_pdf(number, THEIRS, "?external_number=ERP-1")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    with door("acme"):
        document = Document.objects.get(number=number)
        assert (document.external_number, document.pdf_versions.filter(reason="sent").count()) == ("", 0)


def test_a_document_held_by_somebody_else_is_a_problem_that_passes(caller, number, monkeypatch):
    def busy(*_):
        raise BuyerBusy("Others are changing the same invoices right now. Try again in a moment.")

    monkeypatch.setattr(setting, "_set", busy)
    answer = caller().put_pdf(number, THEIRS)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "k"}], ids=["plain", "keyed"])
def test_the_first_pdf_of_a_long_document_is_left_to_a_job_also_under_a_key(
    caller, number, versions, key, monkeypatch, drain, all_jobs
):
    monkeypatch.setattr("invoices.operations.pdf.MOST_LINES_AT_ONCE", 0)
    client, of_issuing = caller(), len(all_jobs())
    answer = client.put_pdf(number, THEIRS, **key)
    assert (answer.status_code, answer.json()["title"]) == (503, "Pdf being made")
    assert ([job.kind for job in all_jobs()[of_issuing:]], versions("acme")) == (["make_pdfs"], [])
    drain()
    assert client.put_pdf(number, THEIRS, **key).json()["pdf"]["version"] == 2


def test_on_a_server_that_prints_none_the_pdf_sent_is_the_first(caller, number, versions, monkeypatch):
    monkeypatch.setattr(setting, "why_off", lambda: "PDFs are off here.")
    assert caller().put_pdf(number, THEIRS).json()["pdf"]["version"] == 1
    assert versions("acme") == [(1, "sent", sha256(THEIRS).hexdigest())]


def test_a_number_with_slashes_is_one_number(caller, door, number, monkeypatch):
    asked = []
    monkeypatch.setattr("invoices.api.take_first", lambda number, _: asked.append(number) or 1 // 0)
    with pytest.raises(ZeroDivisionError):
        caller().put_pdf("2026/11/INV%2F7", THEIRS)
    assert asked == ["2026/11/INV/7"]


def test_a_posting_date_moves_the_due_date_on_both_sides_and_the_pdf_sent_stays_current(caller, number, drain, door):
    answer = caller().put_pdf(number, THEIRS, "?posting_date=2026-11-30&external_number=ERP-9")
    assert (answer.json()["posting_date"], answer.json()["due_date"]) == ("2026-11-30", "2026-12-30")
    drain()
    for organization in ("acme", "initech"):
        with door(organization):
            document = Document.objects.get(number=number)
            assert (f"{document.posting_date}", f"{document.due_date}") == ("2026-11-30", "2026-12-30")
            newest = document.pdf_versions.order_by("-number")[0]
            assert (newest.reason, content_of(newest.sha256)) == ("sent", THEIRS)


@pytest.mark.parametrize("day", ["2026-11-19", "2026-12-22"])
def test_a_posting_date_outside_its_range_refuses_the_pdf_too(caller, number, versions, day):
    answer = caller().put_pdf(number, THEIRS, f"?posting_date={day}")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["posting_date"])
    assert "sent" not in [row[1] for row in versions("acme")]


def test_what_was_sent_can_be_sent_again_once_the_invoice_is_paid(caller, number, door):
    client, asked = caller(), "?posting_date=2026-11-30&external_number=ERP-9"
    first = client.put_pdf(number, THEIRS, asked).json()
    with door("acme"):
        Document.objects.filter(number=number).update(settled=1)
    again = client.put_pdf(number, THEIRS, asked)
    assert (again.status_code, again.json()) == (200, {**first, "is_new_version": False})


def test_another_posting_date_of_a_paid_invoice_refuses_the_number_and_the_pdf_too(caller, number, versions, door):
    with door("acme"):
        Document.objects.filter(number=number).update(settled=1)
    answer = caller().put_pdf(number, THEIRS, "?posting_date=2026-11-30&external_number=ERP-9")
    assert (answer.status_code, "sent" in [row[1] for row in versions("acme")]) == (422, False)
    for organization in ("acme", "initech"):
        with door(organization):
            assert Document.objects.get(number=number).external_number == ""
