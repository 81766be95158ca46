"""What the database itself refuses: versions only grow in number, and what a PDF is made from is frozen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from invoices.models import Document, PdfVersion
from invoices.operations.issue import issue_invoices
from tests.building import verified

pytestmark = pytest.mark.django_db
SHA = "a" * 64


@pytest.fixture
def version(door, today):
    """A version of an issued invoice's PDF; the door stays open."""
    with door("acme"):
        document = verified()
        issue_invoices([document.pk], today=today)
        yield write(document)


def write(document, **facts):
    given = {"number": 1, "sha256": SHA, "size": 10, "reason": "issued", "made_by": "x", "made_at": datetime.now(UTC)}
    return PdfVersion.objects.create(document=document, **(given | facts))


@pytest.mark.parametrize(
    "act",
    [
        lambda row: PdfVersion.objects.filter(pk=row.pk).update(sha256="b" * 64),
        lambda row: PdfVersion.objects.filter(pk=row.pk).delete(),
        lambda row: sql("UPDATE invoices_pdfversion SET size = 1"),
        lambda row: sql("DELETE FROM invoices_pdfversion"),
        lambda row: sql("TRUNCATE invoices_pdfversion"),
    ],
    ids=["update", "delete", "sql update", "sql delete", "truncate"],
)
def test_a_version_never_changes(version, act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act(version)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "facts",
    [{"number": 1}, {"number": 0}, {"number": 2, "sha256": "A" * 64}, {"number": 2, "sha256": "../../etc"},
     {"number": 2, "size": 0}, {"number": 2, "reason": "why not"}],
    ids=["number twice", "number zero", "capitals", "a path", "empty", "another reason"],
)  # fmt: skip
def test_a_version_that_makes_no_sense_is_refused(version, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(version.document, **facts)


@pytest.mark.parametrize("inputs", [{"layout": "1", "language": "fr", "locale": "fr"}, None], ids=["other", "none"])
def test_what_the_pdf_is_made_from_is_frozen_with_the_document(version, inputs):
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Document.objects.filter(pk=version.document_id).update(pdf_inputs=inputs)
