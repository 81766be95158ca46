"""Making a PDF: once, the same bytes on both sides, whoever asks first."""

from __future__ import annotations

import hashlib

import pytest

from billing_platform.files.queries import content_of
from invoices.models import Document, PdfVersion
from invoices.operations.issue import issue_invoices
from invoices.operations.pdf import ensure_pdf, make_pdfs
from ledger.books import check_books
from tests.building import line, verified

pytestmark = [pytest.mark.django_db, pytest.mark.pdf, pytest.mark.usefixtures("printing")]


@pytest.fixture
def issued(door, today):
    """An invoice of acme in initech's books; its public id."""
    with door("acme"):
        document = verified("initech", line("500"))
        issue_invoices([document.pk], today=today)
        return document.public_id


def hashes(door, organization, public_id):
    with door(organization):
        found = PdfVersion.objects.filter(document__public_id=public_id).order_by("number")
        return [(version.number, version.sha256) for version in found]


def test_issuing_leaves_a_job_that_makes_the_pdf_on_both_sides(door, issued, drain):
    assert hashes(door, "acme", issued) == []
    drain()
    ours = hashes(door, "acme", issued)
    assert len(ours) == 1
    assert hashes(door, "initech", issued) == ours
