"""Every column of a document says whether it crosses the border, stays, or is each side's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.apps import apps

from invoices.envelope import DOCUMENT, ENVELOPES, LINE, RECEIVED
from invoices.models import Document, DocumentLine
from invoices.operations.issue import issue_invoices
from tests.building import verified

TABLES = {model._meta.db_table: model for model in apps.get_app_config("invoices").get_models()}
PARTS_OF_A_DOCUMENT = {"invoices_document", "invoices_documentline", "invoices_documenttax", "invoices_adjustment"}


def columns(table: str) -> list[str]:
    return [field.column for field in TABLES[table]._meta.concrete_fields]


def test_the_envelope_has_the_four_tables_of_a_document():
    assert {envelope.table for envelope in ENVELOPES} == PARTS_OF_A_DOCUMENT


@pytest.mark.parametrize("envelope", ENVELOPES, ids=lambda envelope: envelope.table)
def test_every_column_is_declared_once_and_no_other_is(envelope):
    declared = Counter([*envelope.crosses, *envelope.stays, *envelope.own])
    assert declared == Counter(columns(envelope.table))


def test_what_is_the_senders_own_business_stays():
    assert {"internal_note", "set_aside", "verified_at", "findings"} <= set(DOCUMENT.stays)
    assert "purchase_price" in LINE.stays


def test_a_copy_gets_every_column_from_the_envelope_or_a_value_of_its_own():
    assert len(set(RECEIVED)) == len(RECEIVED)
    assert set(RECEIVED) <= {*DOCUMENT.own, *DOCUMENT.stays}
    left_empty = set(columns("invoices_document")) - {*RECEIVED, *DOCUMENT.crosses}
    assert left_empty == {"opened_at", "verified_at", "pdf_inputs"}


@pytest.mark.django_db
def test_notes_and_purchase_prices_do_not_arrive(door, today):
    with door("acme"):
        document = verified("initech", internal_note="Margin is thin, do not discount.")
        DocumentLine.objects.filter(document=document).update(purchase_price=Decimal("6161.61616161"))
        issue_invoices([document.pk], today=today)
        assert Document.objects.get(pk=document.pk).internal_note
        assert document.lines.get().purchase_price == Decimal("6161.61616161")
    with door("initech"):
        copy = Document.objects.get(public_id=document.public_id)
        assert (copy.internal_note, copy.lines.get().purchase_price) == ("", None)
        everything = f"{Document.objects.values().get()} {copy.lines.values().get()}"
        assert "Margin" not in everything
        assert "6161.6161" not in everything
