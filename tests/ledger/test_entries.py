"""What the ledger's table refuses by itself, and what `post` makes of signs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, transaction

from common.ids import new_public_id
from common.sql import execute
from ledger.models import Account, Entry
from ledger.operations import Posting, post
from ledger.queries import balances_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
DOCUMENT = UUID("01900000-0000-7000-8000-000000000001")
INSERT = """
INSERT INTO ledger_entry (journal, debit, credit, amount, currency, document, partner_id, booked_on, created_at)
VALUES (%s, %s, %s, %s::numeric, 'EUR', %s, 1, '2026-11-20', now())
"""
FROM_JSON = "INSERT INTO ledger_entry SELECT (jsonb_populate_record(NULL::ledger_entry, %s::jsonb)).*"
FULL = {
    "id": 1, "journal": str(DOCUMENT), "debit": "receivable", "credit": "revenue", "amount": 1, "currency": "EUR",
    "document": str(DOCUMENT), "partner_id": 1, "booked_on": "2026-11-20", "created_at": "2026-11-20",
}  # fmt: skip


def write(amount: str, debit: str = "receivable", credit: str = "revenue") -> None:
    with transaction.atomic():
        execute(INSERT, [new_public_id(), debit, credit, amount, DOCUMENT])


def posting(amount: str, debit: Account = Account.RECEIVABLE, credit: Account = Account.REVENUE) -> Posting:
    return Posting(debit, credit, Decimal(amount), "EUR", DOCUMENT, 1, DAY)


def entries() -> list[tuple[str, str, Decimal]]:
    return list(Entry.objects.order_by("id").values_list("debit", "credit", "amount"))


@pytest.mark.parametrize("amount", ["0", "-0.01", "-1", "0.00001", "NaN"])
def test_an_amount_that_is_not_positive_is_refused(door, amount):
    with door("acme"):
        with pytest.raises(IntegrityError, match="ledger_amount_positive"):
            write(amount)
        assert entries() == []


@pytest.mark.parametrize("amount", ["1000000000000000", "Infinity", "-Infinity"])
def test_an_amount_beyond_fifteen_digits_is_refused(door, amount):
    with door("acme"), pytest.raises((DataError, IntegrityError)):
        write(amount)


def test_the_largest_and_the_smallest_amount_are_taken(door):
    with door("acme"):
        write("999999999999999.9999")
        write("0.0001")
        assert [row[2] for row in entries()] == [Decimal("999999999999999.9999"), Decimal("0.0001")]


@pytest.mark.parametrize("account", ["receivable", "payable"])
def test_an_entry_from_an_account_to_itself_is_refused(door, account):
    with door("acme"), pytest.raises(IntegrityError, match="ledger_two_accounts"):
        write("1", account, account)


@pytest.mark.parametrize(("debit", "credit"), [("receivable", "nowhere"), ("", "revenue"), ("RECEIVABLE", "revenue")])
def test_an_entry_of_an_unknown_account_is_refused(door, debit, credit):
    with door("acme"), pytest.raises(IntegrityError, match="ledger_accounts_known"):
        write("1", debit, credit)


@pytest.mark.parametrize("column", ["debit", "credit", "amount", "currency", "document", "partner_id", "booked_on"])
def test_half_an_entry_cannot_be_written(door, column):
    with door("acme"), pytest.raises(IntegrityError, match=f'"{column}"'), transaction.atomic():
        execute(FROM_JSON, [json.dumps(FULL | {column: None})])


def test_debits_equal_credits_whatever_is_posted(door):
    with door("acme"):
        post(
            [
                posting("119.00"),
                posting("-19.00", Account.RECEIVABLE, Account.TAX_OUT),
                posting("0.01", Account.ROUNDING),
            ]
        )
        balances = [balances_of([DOCUMENT], account).get(DOCUMENT, Decimal(0)) for account in Account]
    assert sum(balances) == 0
    assert sum(abs(balance) for balance in balances) == Decimal("238.02")


def test_a_negative_posting_is_booked_the_other_way_round(door):
    with door("acme"):
        post([posting("100.00"), posting("-30.00")])
        assert entries() == [("receivable", "revenue", Decimal(100)), ("revenue", "receivable", Decimal(30))]
        assert balances_of([DOCUMENT], Account.RECEIVABLE) == {DOCUMENT: Decimal(70)}
        assert balances_of([DOCUMENT], Account.REVENUE) == {DOCUMENT: Decimal(-70)}


def test_zero_is_not_booked(door):
    with door("acme"):
        post([posting("0"), posting("0.0000"), posting("-0")])
        post([])
        assert entries() == []


def test_what_is_posted_of_one_document_is_one_journal(door):
    other = UUID("01900000-0000-7000-8000-000000000002")
    with door("acme"):
        post(
            [posting("1"), posting("2"), Posting(Account.RECEIVABLE, Account.REVENUE, Decimal(3), "EUR", other, 1, DAY)]
        )
        journals = list(Entry.objects.order_by("id").values_list("journal", flat=True))
    assert journals[0] == journals[1] != journals[2]


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_what_is_no_amount_is_not_posted(door, amount):
    with door("acme"):
        with pytest.raises((DataError, IntegrityError)), transaction.atomic():
            post([posting("1.00"), posting(amount)])
        assert entries() == []


@pytest.mark.parametrize("change", [lambda: Entry.objects.update(amount=2), lambda: Entry.objects.all().delete()])
def test_an_entry_is_never_changed_nor_deleted(door, change):
    with door("acme"):
        post([posting("1.00")])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
        assert entries() == [("receivable", "revenue", Decimal(1))]
