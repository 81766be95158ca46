"""The status a person sees: one rule, in Python and in SQL."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from invoices.models import Direction, Document
from invoices.shown_status import ShownStatus, has_status, is_overdue, shown_status, shown_statuses
from tests.building import buyer
from tests.conftest import TODAY

D = Decimal
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
CASES: dict[str, tuple[ShownStatus, dict[str, Any]]] = {
    "a draft": (ShownStatus.DRAFT, {"state": "draft"}),
    "a draft long after its issue date": (ShownStatus.DRAFT, {"state": "draft", "issue_date": date(2020, 1, 1)}),
    "a verified one": (ShownStatus.VERIFIED, {"state": "verified"}),
    "not yet due": (ShownStatus.ISSUED, {"due_date": TOMORROW}),
    "due today": (ShownStatus.ISSUED, {"due_date": TODAY}),
    "due yesterday": (ShownStatus.OVERDUE, {"due_date": YESTERDAY}),
    "without a due date": (ShownStatus.ISSUED, {"due_date": None}),
    "paid in time": (ShownStatus.PAID, {"settled": D(119)}),
    "paid late": (ShownStatus.PAID, {"settled": D(119), "due_date": YESTERDAY}),
    "partly paid": (ShownStatus.PARTIALLY_PAID, {"settled": D("0.01")}),
    "partly paid and late": (ShownStatus.OVERDUE, {"settled": D(118), "due_date": YESTERDAY}),
    "partly credited": (ShownStatus.ISSUED, {"credited": D(19), "credit_applied": D(19)}),
    "partly credited, the rest paid": (
        ShownStatus.PAID,
        {"credited": D(19), "credit_applied": D(19), "settled": D(100)},
    ),
    "partly credited and late": (
        ShownStatus.OVERDUE,
        {"credited": D(19), "credit_applied": D(19), "due_date": YESTERDAY},
    ),
    "wholly credited": (ShownStatus.CREDITED, {"credited": D(119), "credit_applied": D(119)}),
    "paid, then wholly credited": (ShownStatus.CREDITED, {"credited": D(119), "settled": D(119)}),
    "prepaid in full": (ShownStatus.ISSUED, {"prepaid": D(119), "payable": D(0), "due_date": YESTERDAY}),
    "partly prepaid, the rest credited": (
        ShownStatus.PAID,
        {"prepaid": D(19), "payable": D(100), "credited": D(100), "credit_applied": D(100)},
    ),
    "of nothing at all": (ShownStatus.ISSUED, {"total": D(0), "payable": D(0), "due_date": YESTERDAY}),
    "below zero": (ShownStatus.ISSUED, {"total": D(-50), "payable": D(-50), "due_date": YESTERDAY}),
    "a credit note long past its date": (ShownStatus.ISSUED, {"kind": "credit_note", "due_date": YESTERDAY}),
}


def a_document(**facts: Any) -> Document:
    """An issued invoice over 119.00, due tomorrow, unless said otherwise."""
    given = {"state": "issued", "kind": "invoice", "total": D(119), "payable": D(119), "due_date": TOMORROW} | facts
    if given["state"] == "issued":
        given |= {
            "number": f"X-{uuid4()}",
            "issue_date": TODAY,
            "posting_date": TODAY,
            "issued_at": "2026-11-20T00:00Z",
        }
    return Document(direction=Direction.OUTGOING, currency="EUR", **given)


@pytest.mark.parametrize("name", CASES)
def test_a_document_shows_the_first_status_that_holds(name):
    expected, facts = CASES[name]
    assert shown_status(a_document(**facts), TODAY) == expected


@pytest.mark.django_db
def test_sql_says_of_every_case_what_python_says(door):
    with door("acme"):
        partner = buyer("initech")
        documents = [a_document(partner=partner, **facts) for _, facts in CASES.values()]
        stored = Document.objects.bulk_create(documents)
        found = {status: Document.objects.filter(has_status(status, TODAY)) for status in ShownStatus}
        told = [(pk, status) for status, rows in found.items() for pk in rows.values_list("pk", flat=True)]
        overdue = set(Document.objects.filter(is_overdue(TODAY)).values_list("id", flat=True))
        wanted = zip((each.pk for each in stored), (expected for expected, _ in CASES.values()), strict=True)
        assert sorted(told) == sorted(wanted)
        assert overdue == {each.pk for each in stored if each.days_overdue(TODAY)}


def test_what_else_holds_stands_beside_the_status():
    late = a_document(settled=D(18), due_date=YESTERDAY)
    assert shown_statuses(late, TODAY) == (ShownStatus.OVERDUE, ShownStatus.PARTIALLY_PAID)


def test_issued_stands_alone():
    assert shown_statuses(a_document(), TODAY) == (ShownStatus.ISSUED,)


def test_every_status_has_a_tone_the_design_knows():
    assert {status.tone for status in ShownStatus} <= {"good", "warn", "bad", "busy", "quiet"}


def test_a_credit_note_is_owed_nothing():
    assert a_document(kind="credit_note").amount_due == 0
