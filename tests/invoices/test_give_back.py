"""What a credit note gives back of the balance of orders: a whole invoice, an amount of a line, after moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from billing_platform.notifications.models import Mail
from invoices.line_credits import shared
from invoices.models import Document, DocumentLine, LineCredit
from invoices.operations.give_back import give_back
from invoices.operations.match_again import match_again
from invoices.operations.move import move_lines, move_to_order
from invoices.refusals import NoSuchLine, NotCreditable, OverCredited
from ledger.books import check_books
from purchase_orders.models import PurchaseOrderLine
from tests.building import draft, line, order, po_line
from tests.invoices.association import issued, public_id, used, uses

GROSS = Decimal("119.00")
D = Decimal


def check_both(door) -> None:
    for name in ("acme", "initech"):
        with door(name):
            assert list(check_books()) == []


@pytest.fixture
def invoice(door) -> Document:
    """Two lines, 11.90 and 23.80 gross, on PO-1."""
    with door("initech"):
        order("PO-1")
    return issued(door, line("10.00"), line("20.00"), po_number="PO-1")


@pytest.mark.django_db
def test_the_whole_invoice_gives_back_all_it_used(door, invoice):
    with door("acme"):
        assert give_back(invoice.public_id, uuid4()) == {1: D("11.90"), 2: D("23.80")}
    with door("initech"):
        assert used("PO-1") == 0
        assert [each[0] for each in uses()] == ["match", "match", "credit", "credit"]
    check_both(door)


@pytest.mark.django_db
def test_an_amount_of_a_line_gives_back_that_much(door, invoice):
    with door("acme"):
        give_back(invoice.public_id, uuid4(), {2: D("3.80")})
        assert list(DocumentLine.objects.order_by("no").values_list("credited", flat=True)) == [0, D("3.80")]
    with door("initech"):
        assert used("PO-1") == D("31.90")
        assert list(DocumentLine.objects.order_by("no").values_list("credited", flat=True)) == [0, D("3.80")]
    check_both(door)


@pytest.mark.django_db
def test_the_rest_after_a_part_is_what_is_left(door, invoice):
    with door("acme"):
        give_back(invoice.public_id, uuid4(), {2: D("3.80")})
        assert give_back(invoice.public_id, uuid4()) == {1: D("11.90"), 2: D("20.00")}
        assert give_back(invoice.public_id, uuid4()) == {}
    with door("initech"):
        assert used("PO-1") == 0
    check_both(door)


@pytest.mark.django_db
def test_the_same_credit_note_gives_back_once(door, invoice):
    note = uuid4()
    with door("acme"):
        first = give_back(invoice.public_id, note, {1: D("5.00")})
        assert give_back(invoice.public_id, note, {1: D("5.00")}) == first
        assert LineCredit.objects.count() == 1
    with door("initech"):
        assert used("PO-1") == D("30.70")


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["11.91", "0", "-1"])
def test_more_than_is_left_is_refused_and_nothing_is_given_back(door, invoice, amount):
    with door("acme"), pytest.raises(OverCredited, match=r"At most 11\.90 EUR are left to credit on line 1"):
        give_back(invoice.public_id, uuid4(), {1: D(amount)})
    with door("initech"):
        assert used("PO-1") == D("35.70")


@pytest.mark.django_db
def test_a_line_that_does_not_exist_is_refused(door, invoice):
    with door("acme"), pytest.raises(NoSuchLine):
        give_back(invoice.public_id, uuid4(), {3: D(1)})


@pytest.mark.django_db
def test_only_issued_invoices_of_ours_give_back(door, invoice):
    with door("acme"):
        for document in (draft("initech").public_id, uuid4()):
            with pytest.raises(NotCreditable):
                give_back(document, uuid4())
    with door("initech"), pytest.raises(NotCreditable):
        give_back(invoice.public_id, uuid4())


@pytest.mark.django_db
def test_a_credit_follows_the_invoice_to_the_order_it_was_moved_to(door, invoice):
    with door("initech"):
        order("PO-2")
        move_to_order(invoice.public_id, public_id("PO-2"), reason="Other project")
    with door("acme"):
        give_back(invoice.public_id, uuid4(), {2: D("3.80")})
    with door("initech"):
        assert (used("PO-1"), used("PO-2")) == (0, D("31.90"))
    check_both(door)


@pytest.mark.django_db
def test_what_was_credited_before_moves_along(door, invoice):
    with door("acme"):
        give_back(invoice.public_id, uuid4(), {2: D("3.80")})
    with door("initech"):
        order("PO-2")
        move_to_order(invoice.public_id, public_id("PO-2"), reason="Other project")
        assert (used("PO-1"), used("PO-2")) == (0, D("31.90"))
        assert uses()[-1] == ("move", "PO-2/1", D("20.00"))
    check_both(door)


@pytest.mark.django_db
def test_a_fully_credited_invoice_moves_without_using_anything(door, invoice):
    with door("acme"):
        give_back(invoice.public_id, uuid4())
    with door("initech"):
        order("PO-2")
        before = len(uses())
        assert move_to_order(invoice.public_id, public_id("PO-2"), reason="Other project")
        assert uses()[before:] == [("move", "PO-2/1", 0)] * 2
    check_both(door)


@pytest.mark.django_db
def test_a_credit_of_an_invoice_without_order_counts_once_it_is_matched(door):
    document = issued(door)
    with door("acme"):
        give_back(document.public_id, uuid4(), {1: D("19.00")})
    with door("initech"):
        order("PO-1")
        match_again([document.public_id], reason="new")
        assert used("PO-1") == D("100.00")
    check_both(door)


@pytest.mark.django_db
def test_a_credit_while_a_line_is_off_its_order_counts_when_it_comes_back(door, invoice):
    with door("initech"):
        move_lines(invoice.public_id, {1: "", 2: ""}, reason="Not ours")
    with door("acme"):
        give_back(invoice.public_id, uuid4(), {1: D("1.90")})
    with door("initech"):
        match_again([invoice.public_id], reason="Ours")
        assert used("PO-1") == D("33.80")
    check_both(door)


@pytest.mark.django_db
def test_a_line_that_gave_back_itself_is_taken_back_with_the_whole_invoice(door):
    with door("initech"):
        order("PO-1")
    document = issued(door, line("100.00"), line("20.00", quantity=D(-1)), po_number="PO-1")
    with door("acme"):
        assert give_back(document.public_id, uuid4()) == {1: D("119.00"), 2: D("-23.80")}
    with door("initech"):
        assert used("PO-1") == 0
    check_both(door)


@pytest.mark.django_db
def test_matched_credited_matched_tells_twice_and_exactly_at_the_notice_not(door):
    """A tracked line of 1,190.00: 595.00 matched, 297.50 credited, 0.01 matched."""
    with door("initech"):
        order("PO-1")

    def left_and_mails() -> tuple[D, int, list[int]]:
        with door("initech"):
            row = PurchaseOrderLine.objects.get()
            return row.remaining, Mail.objects.filter(kind="po_balance").count(), row.sent_thresholds

    document = issued(door, line("500.00"))
    assert left_and_mails() == (D("595.00"), 1, [75])
    with door("acme"):
        give_back(document.public_id, uuid4(), {1: D("297.50")})
    assert left_and_mails() == (D("892.50"), 1, [])
    issued(door, line("0.01"))
    assert left_and_mails() == (D("892.49"), 2, [75])
    check_both(door)


def test_an_amount_of_an_invoice_is_shared_by_what_is_left_and_adds_up():
    left = {1: D("10.00"), 2: D("0.00"), 3: D("20.00"), 4: D("-5.00")}
    assert shared(D("10.00"), left, "EUR") == {1: D("3.33"), 3: D("6.67")}
    assert shared(D("30.00"), left, "EUR") == {1: D("10.00"), 3: D("20.00")}
    with pytest.raises(OverCredited, match=r"At most 30\.00 EUR"):
        shared(D("30.01"), left, "EUR")


def test_two_credits_of_the_same_rest_at_once_never_exceed_it(committed, door):
    with door("initech"):
        order("PO-1")
    document = issued(door, po_number="PO-1")
    ready = Barrier(2)

    def credit(_: int) -> str:
        try:
            with door("acme"):
                ready.wait(10)
                give_back(document.public_id, uuid4(), {1: D("100.00")})
                return "given"
        except OverCredited as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(credit, range(2))) == ["given", "over_credited"]
    with door("initech"):
        assert used("PO-1") == D("19.00")
    check_both(door)


def test_a_credit_and_a_move_at_once_leave_nothing_behind(committed, door):
    with door("initech"):
        order("PO-1")
    documents = [issued(door, po_number="PO-1") for _ in range(4)]
    with door("initech"):
        target = order("PO-2", lines=[po_line("7")]).public_id
    ready = Barrier(8)

    def act(number: int) -> None:
        document, is_credit = documents[number // 2], number % 2
        try:
            with door("acme" if is_credit else "initech"):
                ready.wait(10)
                if is_credit:
                    give_back(document.public_id, uuid4(), {1: D("19.00")})
                else:
                    move_to_order(document.public_id, target, reason="x")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        list(people.map(act, range(8)))
    with door("initech"):
        assert (used("PO-1"), used("PO-2", "7")) == (0, D("400.00"))
    check_both(door)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("document_line_never_overcredited", "UPDATE invoices_documentline SET credited = gross + 0.01"),
        ("document_line_never_overcredited", "UPDATE invoices_documentline SET credited = -0.01"),
        ("document_line_never_overcredited", "UPDATE invoices_documentline SET credited = 'NaN'"),
        ("line_credited_once", "{credit} 1, public_id, 1, now() FROM twice"),
        ("line_credit_amount_in_range", "{credit} no, gen_random_uuid(), 0, now() FROM invoices_documentline"),
        ("line_credit_amount_in_range", "{credit} no, gen_random_uuid(), 'NaN', now() FROM invoices_documentline"),
        ("association_has_reason", "{change} 'moved', '' FROM invoices_document"),
        ("association_kind_known", "{change} 'gift', 'x' FROM invoices_document"),
    ],
)  # fmt: skip
def test_the_database_refuses_what_breaks_the_constraint(door, invoice, name, statement):
    twice = "WITH twice AS (SELECT id AS document_id, public_id FROM invoices_document, generate_series(1, 2)) "
    credit = "INSERT INTO invoices_linecredit (document_id, no, credit_note, amount, created_at) SELECT document_id,"
    change = """INSERT INTO invoices_associationchange
        (public_id, document_id, from_po, to_po, lines, actor, created_at, kind, reason)
        SELECT gen_random_uuid(), id, '', '', '[]', 'x', now(),"""
    with (
        door("initech"),
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(credit=twice + credit, change=change))
