"""PATCH /invoices/{number} and If-Match of a document: another posting date, on both sides, while nobody was faster."""

from __future__ import annotations

import json

import pytest

from invoices.models import Document
from invoices.operations import set_pdf as setting
from invoices.operations.issue import issue_invoices
from invoices.operations.posting_date import change_posting_date
from invoices.operations.set_pdf import SentPdf, set_pdf
from people.permissions import Permission
from tests.building import draft, line, verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

pytestmark = pytest.mark.django_db
THEIRS = invoice_pdf(("terms.txt", b"net 30"))


@pytest.fixture
def invoice(door, today, monkeypatch) -> Document:
    """Of acme in initech's books, issued on 20 November 2026; this machine need not print."""
    monkeypatch.setattr(setting, "why_off", lambda: "off")
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return Document.objects.get(pk=document.pk)


def patch(client, number, body, version=None, **headers):
    stamp = {} if version is None else {"if-match": f'"{version}"'}
    return client.send("PATCH", f"/invoices/{number}", json.dumps(body), **stamp, **headers)


def version_of(client, invoice):
    return client.get("/invoices", {"number": invoice.number}).json()["items"][0]["version"]


def posted(door, invoice):
    found = []
    for organization in ("acme", "initech"):
        with door(organization):
            found.append(f"{Document.objects.get(public_id=invoice.public_id).posting_date}")
    return found


def test_a_posting_date_moves_the_due_date_on_both_sides(caller, invoice, door):
    answer = patch(caller(), invoice.number, {"posting_date": "2026-11-30"})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["number"], told["posting_date"], told["due_date"]) == (invoice.number, "2026-11-30", "2026-12-30")
    assert posted(door, invoice) == ["2026-11-30", "2026-11-30"]


def test_the_version_of_an_answer_is_the_one_of_the_list_and_matches_next(caller, invoice):
    client = caller()
    first = patch(client, invoice.number, {"posting_date": "2026-11-30"}, version_of(client, invoice))
    second = patch(client, invoice.number, {"posting_date": "2026-12-01"}, first.json()["version"])
    assert (first.status_code, second.status_code) == (200, 200)
    assert version_of(client, invoice) == second.json()["version"]


@pytest.mark.parametrize("way", ["patch", "put"])
def test_whoever_comes_later_with_a_version_of_before_is_told_the_one_of_now(caller, invoice, door, way, today):
    with door("acme"):
        change_posting_date(invoice.pk, today.replace(day=25))
        version = Document.objects.get(pk=invoice.pk).version
    if way == "patch":
        answer = patch(caller(), invoice.number, {"posting_date": "2026-11-30"}, invoice.version)
    else:
        stamp = {"if-match": f'"{invoice.version}"'}
        answer = caller().put_pdf(invoice.number, THEIRS, "?posting_date=2026-11-30", **stamp)
    assert (answer.status_code, answer.json()["title"]) == (412, "Stale stamp")
    assert f"Its version is {version} now." in answer.json()["detail"]
    assert posted(door, invoice) == ["2026-11-25", "2026-11-25"]


def test_a_pdf_sent_with_the_version_of_now_is_taken_and_leaves_another(caller, invoice):
    answer = caller().put_pdf(invoice.number, THEIRS, **{"if-match": f'"{invoice.version}"'})
    assert answer.status_code == 200
    assert answer.json()["version"] > invoice.version


def test_under_a_key_it_is_done_once(caller, invoice, door, today):
    client, key = caller(), {"idempotency-key": "k"}
    first = patch(client, invoice.number, {"posting_date": "2026-11-30"}, **key)
    with door("acme"):
        change_posting_date(invoice.pk, today.replace(day=25))
    again = patch(client, invoice.number, {"posting_date": "2026-11-30"}, **key)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert posted(door, invoice) == ["2026-11-25", "2026-11-25"]


@pytest.mark.parametrize(
    "body",
    [{}, {"posting_date": None}, {"posting_date": "2026-11-19"}, {"posting_date": "2026-12-22"},
     {"posting_date": "20261130"}, {"posting_date": "2026-11-30", "number": "X"}, []],
    ids=["none", "null", "early", "late", "other form", "more", "list"],
)  # fmt: skip
def test_what_is_no_posting_date_of_it_is_refused(caller, invoice, door, body):
    assert patch(caller(), invoice.number, body).status_code == 422
    assert posted(door, invoice) == ["2026-11-20", "2026-11-20"]


def test_only_an_issued_outgoing_document_of_this_organization_is_found(caller, invoice, door):
    with door("acme"):
        draft("initech")
    sent = {"posting_date": "2026-11-30"}
    for organization in ("initech", "globex", "hooli"):
        assert patch(caller(organization, "ada"), invoice.number, sent).status_code == 404
        assert caller(organization, "ada").get(f"/invoices/{invoice.number}/pdf").status_code == 404
    assert patch(caller(), "INV-1", sent).status_code == 404


def test_scope_and_permission_are_needed(caller, invoice):
    sent = {"posting_date": "2026-11-30"}
    reading = caller(scopes=[Permission.SEE_INVOICES])
    assert patch(reading, invoice.number, sent).json()["title"] == "Scope missing"
    assert patch(caller("acme", "otto"), invoice.number, sent).json()["title"] == "Permission missing"
    weak = caller("acme", "ada", scopes=[Permission.SEE_HISTORY]).get(f"/invoices/{invoice.number}/pdf")
    assert weak.json()["title"] == "Scope missing"


def test_a_match_is_still_reached_at_its_own_address(caller, invoice):
    assert patch(caller(), f"{invoice.public_id}/match", {}).status_code == 405
    assert (
        caller().get(f"/invoices/{invoice.public_id}/match").json()["detail"] == "There is no such received document."
    )


def test_the_current_pdf_is_given_byte_for_byte_with_its_hash(caller, invoice, door):
    with door("acme"):
        taken = set_pdf(invoice.number, SentPdf(THEIRS))
    answer = caller(scopes=[Permission.SEE_INVOICES]).get(f"/invoices/{invoice.number}/pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert (answer.content, answer["ETag"]) == (THEIRS, f'"{taken.pdf.sha256}"')


@pytest.mark.pdf
def test_a_first_pdf_is_made_where_there_is_none_yet(caller, invoice, printing):
    answer = caller().get(f"/invoices/{invoice.number}/pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_a_first_pdf_that_takes_long_is_left_to_a_job(caller, invoice, monkeypatch, all_jobs):
    monkeypatch.setattr("invoices.operations.pdf.MOST_LINES_AT_ONCE", 0)
    before = len(all_jobs())
    answer = caller().get(f"/invoices/{invoice.number}/pdf")
    assert (answer.status_code, answer["Retry-After"], answer.json()["title"]) == (503, "30", "Pdf being made")
    assert [job.kind for job in all_jobs()[before:]] == ["make_pdfs"]
