"""The official rules beside a received document: kept once, tried again when they could not run, shown with ours."""

from __future__ import annotations

from decimal import Decimal
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from invoices.einvoice import pdf, rules
from invoices.einvoice.refusals import FINAL, RulesNotChecked
from invoices.models import CheckState, Document, DocumentLine, RuleCheck
from invoices.operations.check_rules import check_again, check_document
from invoices.operations.receive import receive_einvoice
from invoices.queries.document import line_rows
from invoices.queries.findings import addressed_elsewhere, review_of
from invoices.querysets import in_view
from tenants import border
from tenants.jobs.models import Job, JobState
from tests.building import verified
from tests.invoices.einvoice.pdf_files import invoice_pdf

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "einvoice" / "files"
UBL = (FILES / "ubl_invoice.xml").read_bytes()
CII = (FILES / "cii_invoice.xml").read_bytes()
BROKEN = UBL.replace(b"<cbc:InvoiceTypeCode>380<", b"<cbc:InvoiceTypeCode>999<")


@pytest.fixture
def no_answer(monkeypatch):
    """The program of the rules breaks off."""

    def broke_off(*_: object, **__: object) -> None:
        raise RulesNotChecked("The program that checks the rules broke off.")

    with monkeypatch.context() as patch:
        patch.setattr(rules.PROGRAM_OF_THIS_PROCESS, "ask", broke_off)
        yield patch


def received(content: bytes = BROKEN, name: str = "a.xml") -> Document:
    return receive_einvoice(content, name)


def checked(content: bytes = BROKEN) -> Document:
    document = received(content)
    check_document(document.public_id, 1)
    return document


def test_a_received_document_leaves_one_obligation_to_check_it(door):
    with door("initech"):
        document = received()
        job = Job.objects.get(kind="check_rules")
        assert (job.queue, job.payload) == ("xml", {"document": str(document.public_id), "attempt": 1})


def test_the_job_keeps_the_broken_rules_beside_the_document(door, drain):
    with door("initech"):
        document = received()
    drain()
    with door("initech"):
        check = RuleCheck.objects.get(document=document)
        assert (check.state, check.rule_set, check.rule_set_version) == ("done", "EN 16931 for UBL", "1.3.16")
        found = next(each for each in check.findings if each["rule"] == "BR-CL-01")
        assert (found["severity"], found["place"]) == ("fatal", "document")
        assert check.finding_count == len(check.findings)


def test_a_pdf_is_checked_by_the_invoice_inside(door):
    with door("initech"):
        document = receive_einvoice(invoice_pdf(("factur-x.xml", CII)), "a.pdf")
        check_document(document.public_id, 1)
        assert RuleCheck.objects.get(document=document).rule_set == "Factur-X EXTENDED"


def test_a_pdf_that_cannot_be_opened_any_more_is_told_by_check_and_viewer(door, browser_of, monkeypatch):
    with door("initech"):
        document = receive_einvoice(invoice_pdf(("factur-x.xml", CII)), "a.pdf")
        monkeypatch.setattr(pdf, "COMPUTING_SECONDS", 0.0001)
        assert check_document(document.public_id, 1) == 0
        check = RuleCheck.objects.get()
        assert (check.state, check.reason) == ("not_run", "a.pdf takes too long to read. Upload the XML inside it.")
    assert browser_of("initech", "betty").get(f"/invoices/{document.public_id}/document/").status_code == 200


def test_a_job_that_runs_twice_keeps_one_check(door):
    with door("initech"):
        document = checked()
        check_document(document.public_id, 1)
        check_document(document.public_id, 2)
        assert RuleCheck.objects.filter(document=document).count() == 1


def test_two_at_once_keep_one_check(door, monkeypatch):
    with door("initech"):
        document = received()
        ask = rules.PROGRAM_OF_THIS_PROCESS.ask

        def meanwhile(*facts):
            monkeypatch.undo()
            check_document(document.public_id, 1)
            return ask(*facts)

        monkeypatch.setattr(rules.PROGRAM_OF_THIS_PROCESS, "ask", meanwhile)
        check_document(document.public_id, 1)
        assert RuleCheck.objects.filter(document=document).count() == 1


def test_a_check_that_could_not_run_is_kept_with_its_reason_and_can_be_tried_again(door, drain, no_answer):
    with door("initech"):
        document = checked()
        assert RuleCheck.objects.get().state == CheckState.NOT_RUN
        assert review_of(document).can_repeat
        no_answer.undo()
        assert check_again(document)
        assert not check_again(document)
        assert review_of(document).is_open
    drain()
    with door("initech"):
        assert [each.state for each in RuleCheck.objects.order_by("attempt")] == ["not_run", "done"]
        assert not check_again(document)


@pytest.mark.parametrize("reason", FINAL, ids=["no-rules", "too-large"])
def test_what_can_never_be_checked_says_so_and_offers_no_other_try(door, monkeypatch, reason):
    def refuse(*_: object, **__: object) -> None:
        raise RulesNotChecked(reason)

    monkeypatch.setattr(rules.PROGRAM_OF_THIS_PROCESS, "ask", refuse)
    with door("initech"):
        document = checked()
        review = review_of(document)
        assert review.status == f"It could not be checked against the official rules. {reason}"
        assert not review.can_repeat
        assert not check_again(document)


def test_a_job_that_died_each_time_can_be_asked_for_again(door, drain):
    with door("initech"):
        document = received()
    with border.as_runner():
        Job.objects.filter(kind="check_rules").update(state=JobState.PARKED)
    with door("initech"):
        assert review_of(document).can_repeat
        assert check_again(document)
    drain()
    with door("initech"):
        assert [each.state for each in RuleCheck.objects.order_by("attempt")] == ["not_run", "done"]


def test_a_check_never_changes_and_only_one_is_done(door):
    with door("initech"):
        document = checked()
        for change in (lambda rows: rows.update(findings=[]), lambda rows: rows._raw_delete("default")):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(RuleCheck.objects.all())
        with pytest.raises(IntegrityError, match="rule_check_done_once"), transaction.atomic():
            RuleCheck.objects.create(document=document, attempt=2, state="done", rule_set="x")


@pytest.mark.parametrize(
    "facts", [{"state": "done"}, {"state": "not_run"}, {"state": "done", "rule_set": "x", "reason": "y"}]
)
def test_a_check_is_done_by_a_rule_set_or_has_a_reason(door, facts):
    with door("initech"):
        document = received()
        with pytest.raises(IntegrityError, match="rule_check_done_or_reason"), transaction.atomic():
            RuleCheck.objects.create(document=document, attempt=1, **facts)


def test_the_page_shows_ours_and_the_official_ones_errors_first(door, browser_of, django_assert_max_num_queries):
    with door("initech"):
        document = checked(BROKEN.replace(b"Initech AG", b"Hooli Ltd"))
        with django_assert_max_num_queries(2):
            review = review_of(document)
    assert [row.is_error for row in review.rows] == sorted((row.is_error for row in review.rows), reverse=True)
    page = unescape(browser_of("initech", "betty").get(f"/invoices/{document.public_id}/").content.decode())
    assert "It is addressed to Hooli Ltd, not to Initech AG." in page
    assert '<span class="chip">BR-CL-01</span>' in page
    assert "Checked by the rules of EN 16931 for UBL (1.3.16)" in page


def test_the_page_says_that_a_document_is_being_checked(door, browser_of):
    with door("initech"):
        document = received()
    page = browser_of("initech", "betty").get(f"/invoices/{document.public_id}/").content.decode()
    assert "It is being checked against the official rules." in page
    assert 'hx-trigger="every 3s"' in page
    assert "rule-check" not in page


def test_many_findings_are_folded_behind_the_first(door):
    with door("initech"):
        review = review_of(checked(UBL))
    assert (len(review.first), review.first + review.further) == (6, review.rows)
    assert len(review.rows) > 6


def test_a_person_asks_for_another_check(door, browser_of, no_answer):
    with door("initech"):
        document = checked()
    browser, address = browser_of("initech", "betty"), f"/invoices/{document.public_id}/"
    page = browser.get(address).content.decode()
    assert "It could not be checked against the official rules. The program that checks the rules broke off." in page
    answer = browser.post(f"{address}rule-check/")
    assert (answer.status_code, answer["location"]) == (302, address)
    with door("initech"):
        assert Job.objects.filter(kind="check_rules").count() == 2


def test_who_may_ask_for_a_check(door, browser_of):
    with door("initech"):
        document = received()
    with door("acme"):
        own = verified()
    address = "/invoices/{}/rule-check/".format
    assert browser_of("initech", "otto").post(address(document.public_id)).status_code == 403
    assert browser_of("hooli", "ada").post(address(document.public_id)).status_code == 404
    assert browser_of("acme", "ada").post(address(own.public_id)).status_code == 404
    assert browser_of("initech", "betty").post(address(UUID(int=1))).status_code == 404
    assert browser_of("initech", "betty").get(address(document.public_id)).status_code == 405


def test_the_list_counts_broken_rules_with_our_findings_and_says_what_is_not_checked(door, browser_of, today):
    with door("initech"):
        document = received()
        assert not Document.objects.filter(in_view("findings", today)).exists()
    browser = browser_of("initech", "betty")
    assert "rules not checked yet" in browser.get("/invoices/incoming/").content.decode()
    with door("initech"):
        count = check_document(document.public_id, 1)
        assert Document.objects.filter(in_view("findings", today)).get() == document
    page = browser.get("/invoices/incoming/?view=findings").content.decode()
    assert f"{count} finding" in page
    assert "rules not checked yet" not in page


def test_a_document_for_somebody_else_is_received_with_an_error_in_front(door):
    with door("initech"):
        document = received(UBL.replace(b"Initech AG", b"Hooli Ltd"))
        assert document.findings[0]["code"] == "other_buyer"
        assert addressed_elsewhere(document) == "It is addressed to Hooli Ltd, not to Initech AG."
        assert addressed_elsewhere(received(CII, "b.xml")) == ""


def test_a_line_shows_its_base_quantity_discount_and_charge(door, browser_of):
    with door("initech"):
        document = received(UBL)
        line = document.lines.order_by("no").first()
        rows = line_rows(document)
        assert (line.base_quantity, line.discount, line.charge) == (Decimal(2), Decimal(0), Decimal("25.5"))
    assert (rows[0].price_note, rows[0].net_note) == ("per 2 hours", "charge 25.50")
    page = browser_of("initech", "betty").get(f"/invoices/{document.public_id}/").content.decode()
    assert "per 2 hours" in page
    assert "charge 25.50" in page


@pytest.mark.parametrize("column", ["base_quantity", "charge"])
def test_base_quantity_and_charge_of_a_received_line_never_change(door, column):
    with door("initech"):
        received(UBL)
        with pytest.raises(IntegrityError, match="an issued document never changes"), transaction.atomic():
            DocumentLine.objects.update(**{column: Decimal(9)})
