"""What the database itself refuses of documents, whichever way it is tried: by model, in bulk, by plain SQL."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from invoices.models import Document, NumberCounter, ReceivedFile, TaxRule
from invoices.operations.draft import DraftAdjustment
from invoices.operations.issue import issue_invoices
from tests.building import buyer, draft, line, order, verified

pytestmark = pytest.mark.django_db
NAN = Decimal("NaN")
FROZEN = "an issued document never changes"


def by_model(row: models.Model, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))


def in_bulk(row: models.Model, facts: dict[str, Any]) -> None:
    type(row).objects.filter(pk=row.pk).update(**facts)


def by_sql(row: models.Model, facts: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} = %s" for name in facts)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {columns} WHERE id = %s", [*facts.values(), row.pk])


WAYS = pytest.mark.parametrize("way", [by_model, in_bulk, by_sql])
Way = Callable[[models.Model, dict[str, Any]], None]


def refused(way: Way, row: models.Model, facts: dict[str, Any], why: str) -> None:
    """What is no number at all is refused by the field already, except in plain SQL."""
    expected = IntegrityError if way is by_sql else (IntegrityError, ValidationError)
    with pytest.raises(expected) as refusal, transaction.atomic():
        way(row, facts)
    assert why in str(refusal.value) or isinstance(refusal.value, ValidationError)


@pytest.fixture
def issued(door, today):
    """An issued invoice of acme with a line, a tax and an allowance; the door stays open."""
    with door("acme"):
        document = verified("initech", line("100"), adjustments=[DraftAdjustment(Decimal(10))])
        issue_invoices([document.pk], today=today)
        yield Document.objects.get(pk=document.pk)


@WAYS
@pytest.mark.parametrize(
    "facts",
    [
        {"number": "INV-2026-999999"},
        {"state": "draft"},
        {"issue_date": "2026-01-01"},
        {"net": 1, "total": 1, "payable": 1},
        {"currency": "USD"},
        {"po_number": "PO-X"},
        {"buyer_reference": "other"},
        {"terms_text": "Net 90"},
        {"type_code": "381", "kind": "credit_note"},
        {"direction": "in"},
        {"partner_id": 999_999},
    ],
    ids=lambda facts: "-".join(facts),
)
def test_the_header_of_an_issued_document_is_frozen(issued, way, facts):
    refused(way, issued, facts, FROZEN)


@WAYS
@pytest.mark.parametrize("part", ["lines", "taxes", "adjustments"])
def test_the_parts_of_an_issued_document_are_frozen(issued, way, part):
    row = getattr(issued, part).get()
    changes = {
        "lines": {"net": 1, "adjustment": 0, "tax": 0, "gross": 1},
        "taxes": {"tax": 1},
        "adjustments": {"amount": 1},
    }
    refused(way, row, changes[part], FROZEN)


@WAYS
def test_a_line_can_not_leave_its_issued_document(issued, way):
    other = draft("initech")
    refused(way, issued.lines.get(), {"document_id": other.pk, "no": 9}, FROZEN)


@WAYS
@pytest.mark.parametrize("part", ["lines", "taxes", "adjustments"])
def test_no_part_of_a_draft_can_be_moved_into_an_issued_document(issued, way, part):
    other = draft("initech", adjustments=[DraftAdjustment(Decimal("1.00"))])
    refused(way, getattr(other, part).get(), {"document_id": issued.pk}, FROZEN)


@pytest.mark.parametrize("part", [None, "lines", "taxes", "adjustments"])
def test_nothing_of_an_issued_document_can_be_deleted(issued, part):
    row = getattr(issued, part).get() if part else issued
    deletions = [
        row.delete,
        type(row).objects.filter(pk=row.pk).delete,
        lambda: type(row).objects.filter(pk=row.pk)._raw_delete("default"),
    ]
    for delete in deletions:
        with pytest.raises(IntegrityError, match=FROZEN), transaction.atomic():
            delete()
    assert type(row).objects.filter(pk=row.pk).exists()


@WAYS
def test_the_received_copy_is_frozen_as_well(door, today, way):
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door("initech"):
        copy = Document.objects.get()
        refused(way, copy, {"number": "INV-2026-999999"}, FROZEN)
        refused(way, copy.lines.get(), {"net": 1, "tax": 0, "gross": 1}, FROZEN)


def test_what_may_change_beside_an_issued_document_may(issued):
    in_bulk(issued, {"settled": Decimal(5), "due_date": "2027-01-31", "posting_date": "2026-12-01", "set_aside": "x"})
    in_bulk(issued.lines.get(), {"disputed": Decimal(5), "held": Decimal(1)})


@pytest.mark.parametrize("table", ["invoices_document", "invoices_documentline"])
def test_the_application_can_empty_no_table(issued, table):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert Document.objects.exists()


def test_not_even_the_owner_can_empty_the_documents(cast):
    schema = cast["hooli"].schema_name
    with psycopg.connect(os.environ["SUPERUSER_DATABASE_URL"]) as server:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match=FROZEN):
            server.execute(f'TRUNCATE "{schema}".invoices_document CASCADE')
        server.rollback()


BROKEN_HEADERS = {
    "payable adds up": ({"payable": 1}, "document_payable_adds_up"),
    "rounding counts": ({"rounding": 1}, "document_payable_adds_up"),
    "overpaid": ({"settled": Decimal("119.01")}, "document_never_overpaid"),
    "overpaid with credits": ({"settled": 100, "credit_applied": 20}, "document_never_overpaid"),
    "paid below zero": ({"settled": -1}, "document_never_overpaid"),
    "credits below zero": ({"credit_applied": -1}, "document_never_overpaid"),
    "paid no number": ({"settled": NAN}, "document_never_overpaid"),
    "credits no number": ({"credit_applied": NAN}, "document_never_overpaid"),
    "overcredited": ({"credited": Decimal("119.01")}, "document_never_overcredited"),
    "credited no number": ({"credited": NAN}, "document_never_overcredited"),
    "withheld below zero": ({"withheld": -1}, "document_amounts_in_range"),
    "withheld no number": ({"withheld": NAN}, "document_amounts_in_range"),
    "total no number": ({"total": NAN, "payable": NAN}, "document"),
    "number before issue": ({"number": "INV-1"}, "document_draft_has_no_number"),
    "incoming draft": ({"direction": "in"}, "document_draft_has_no_number"),
    "issued without number": (
        {"state": "issued", "issue_date": "2026-11-20", "posting_date": "2026-11-20", "issued_at": "2026-11-20T00:00Z"},
        "document_issued_is_complete",
    ),
    "issued without dates": ({"state": "issued", "number": "X-1"}, "document_issued_is_complete"),
}


@WAYS
@pytest.mark.parametrize("name", BROKEN_HEADERS)
def test_a_header_that_breaks_a_rule_can_not_be_written(door, way, name):
    facts, constraint = BROKEN_HEADERS[name]
    with door("acme"):
        refused(way, draft("initech", line("100")), facts, constraint)


BROKEN_LINES = {
    "does not add up": ({"gross": 1}, "document_line_adds_up"),
    "disputed below zero": ({"disputed": -1}, "document_line_withheld_positive"),
    "held no number": ({"held": NAN}, "document_line_withheld_positive"),
    "no number": ({"net": NAN, "gross": NAN}, "document_line"),
    "same place twice": ({"no": 2}, "document_line_once"),
}


@WAYS
@pytest.mark.parametrize("name", BROKEN_LINES)
def test_a_line_that_breaks_a_rule_can_not_be_written(door, way, name):
    facts, constraint = BROKEN_LINES[name]
    with door("acme"):
        document = draft("initech", line("100"), line("50"))
        refused(way, document.lines.get(no=1), facts, constraint)


@WAYS
def test_an_allowance_is_a_number(door, way):
    with door("acme"):
        document = draft("initech", adjustments=[DraftAdjustment(Decimal(1))])
        refused(way, document.adjustments.get(), {"amount": NAN}, "document_adjustment_in_range")


@WAYS
def test_a_tax_stands_once_in_a_document(door, way):
    with door("acme"):
        document = draft("initech", line("1"), line("1", product_class="reduced"))
        refused(way, document.taxes.get(rate=7), {"rate": Decimal(19)}, "document_tax_once")


@WAYS
def test_a_tax_rule_stands_once_and_stays_below_a_hundred(door, way):
    with door("acme"):
        rule = TaxRule.objects.filter(buyer_country="DE", product_class="reduced").first()
        refused(way, rule, {"product_class": "standard"}, "tax_rule_once")
        refused(way, TaxRule.objects.get(pk=rule.pk), {"rate": Decimal("100.01")}, "tax_rule_rate_in_range")


@WAYS
def test_a_series_is_counted_once_a_year(door, way):
    with door("acme"):
        NumberCounter.objects.create(series="INV", year=2026)
        other = NumberCounter.objects.create(series="INV", year=2027)
        refused(way, other, {"year": 2026}, "number_counter_once")


def a_received(number: str, identity: str) -> Document:
    dates = {"issue_date": "2026-11-20", "posting_date": "2026-11-20", "issued_at": "2026-11-20T00:00Z"}
    return Document.objects.create(
        direction="in",
        state="issued",
        number=number,
        identity=identity,
        partner=buyer("initech"),
        currency="EUR",
        **dates,
    )


def test_the_same_document_is_received_once(door):
    with door("acme"):
        a_received("R-1", "DE1|r-1|2026|invoice")
        a_received("R-1", "DE2|r-1|2026|invoice")
        with pytest.raises(IntegrityError, match="document_received_once"), transaction.atomic():
            a_received("R-2", "DE1|r-1|2026|invoice")


def test_a_file_is_kept_once(door):
    with door("acme"):
        first, second = a_received("R-1", "a"), a_received("R-2", "b")
        ReceivedFile.objects.create(document=first, name="a.xml", sha256="0" * 64, content=b"a")
        with pytest.raises(IntegrityError, match="sha256"), transaction.atomic():
            ReceivedFile.objects.create(document=second, name="b.xml", sha256="0" * 64, content=b"a")


def test_a_number_is_given_once(door, today):
    with door("acme"):
        document = verified()
        issue_invoices([document.pk], today=today)
        facts = {"state": "issued", "number": "INV-2026-000001", "issue_date": today, "posting_date": today}
        refused(in_bulk, verified(), facts | {"issued_at": "2026-11-20T00:00Z"}, "document_number_once")


def test_what_a_purchase_order_has_matched_keeps_it(door, today):
    with door("initech"):
        wanted = order("PO-1")
    with door("acme"):
        issue_invoices([verified().pk], today=today)
    with door("initech"), pytest.raises(models.ProtectedError), transaction.atomic():
        wanted.delete()
