"""The first opening of a received document: written once, told to its supplier, and shown on both sides."""

from __future__ import annotations

from datetime import datetime

import pytest

from invoices.models import Document
from invoices.operations.issue import issue_invoices
from invoices.operations.opening import note_opened, tell_opened
from partners.models import Partner
from tenants.history.models import Change
from tenants.jobs.models import Job
from tests.building import TODAY, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(door) -> Document:
    """Issued by acme, delivered to initech."""
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=TODAY)
        return document


def address(document: Document) -> str:
    return f"/invoices/{document.public_id}/"


def opened(door, organization: str, document: Document) -> datetime | None:
    with door(organization):
        return Document.objects.get(public_id=document.public_id).opened_at


def test_the_first_who_looks_at_a_received_document_opens_it_and_the_supplier_is_told(door, browser_of, invoice, drain):
    assert opened(door, "initech", invoice) is None
    page = browser_of("initech", "betty").get(address(invoice)).content.decode()
    assert "First opened" in page
    at = opened(door, "initech", invoice)
    assert at is not None
    assert opened(door, "acme", invoice) is None
    drain()
    assert opened(door, "acme", invoice) == at
    assert "First opened" in browser_of("acme", "bill").get(address(invoice)).content.decode()


def test_an_auditor_looks_and_opens_nothing(door, browser_of, invoice):
    assert browser_of("initech", "otto").get(address(invoice)).status_code == 200
    assert opened(door, "initech", invoice) is None


def test_opening_it_again_writes_nothing(door, browser_of, invoice, drain):
    betty = browser_of("initech", "betty")
    betty.get(address(invoice))
    drain()
    at = opened(door, "initech", invoice)
    betty.get(address(invoice))
    with door("initech"):
        assert note_opened(invoice.public_id) == at
        assert tell_opened(invoice.public_id) is False
        assert Job.objects.filter(kind="tell_opened").count() == 1
        assert Change.objects.filter(table="invoices_document", after__has_key="opened_at").count() == 1
    with door("acme"):
        told = Change.objects.get(table="invoices_document", after__has_key="opened_at")
    assert "Initech AG" in told.actor


def test_the_supplier_and_a_look_at_the_head_alone_open_nothing(door, browser_of, invoice, drain):
    browser_of("acme", "bill").get(address(invoice))
    browser_of("initech", "betty").head(address(invoice))
    browser_of("initech", "betty").get("/invoices/incoming/")
    drain()
    assert opened(door, "initech", invoice) is None
    assert opened(door, "acme", invoice) is None


def test_a_stranger_opens_nothing(door, browser_of, invoice):
    assert browser_of("hooli", "ada").get(address(invoice)).status_code == 404
    with door("hooli"):
        assert note_opened(invoice.public_id) is None
    assert opened(door, "initech", invoice) is None


def test_of_a_supplier_one_does_not_trade_with_any_more_nobody_is_told(door, browser_of, invoice, drain):
    with door("initech"):
        note_opened(invoice.public_id)
        Partner.objects.filter(side="supplier").update(organization_number=None, relationship=None)
        assert tell_opened(invoice.public_id) is False
    assert opened(door, "acme", invoice) is None


def test_the_lists_of_both_sides_show_when_it_was_delivered_and_opened(door, browser_of, invoice, drain):
    browser_of("initech", "betty").get(address(invoice))
    drain()
    for organization, name, page in (("acme", "bill", "outgoing"), ("initech", "betty", "incoming")):
        answer = browser_of(organization, name).get(f"/invoices/{page}/?columns=delivered,opened")
        (row,) = answer.context["found"]
        assert row.document.opened_at == opened(door, "initech", invoice)
        assert row.delivered_at == row.document.issued_at
