"""A person adjusts the balance of a line: with a reason, once, never changed, told like any other use."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from billing_platform.notifications.models import Mail
from common.sql import execute
from ledger.books import check_books
from purchase_orders.models import BalanceAdjustment, BalanceEntry, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.adjust import Adjustment, adjust_balance
from purchase_orders.operations.orders import delete_order
from purchase_orders.order_queries import entry_rows
from purchase_orders.refusals import NoSuchOrderLine, OrderGone, WrongAdjustment
from tests.building import order, po_line
from tests.invoices.association import issued
from tests.purchase_orders.pages import errors_of, form_of, page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
D = Decimal


@pytest.fixture
def made(door) -> PurchaseOrder:
    with door("initech"):
        return order("PO-1", lines=[po_line("1"), po_line("2", "SUBSCRIPTION")])


def adjust(made: PurchaseOrder, amount: str, line: str = "1", reason: str = "Paid by card", key=None) -> bool:
    return adjust_balance(made.pk, Adjustment(key or uuid4(), line, D(amount), reason))


def used(number: str = "1") -> Decimal:
    return PurchaseOrderLine.objects.get(number=number).consumed


def test_an_amount_is_taken_off_and_given_back_beside_what_invoices_use_and_the_books_tie(door, made):
    document = issued(door, po_number="PO-1")
    with door("initech"):
        assert adjust(made, "100.00")
        assert adjust(made, "-30.00", reason="Too much")
        assert (used("1"), used("2")) == (D("189.00"), D(0))
        rows = entry_rows(made.pk, slice(0, 10))
        assert [(row.kind.value, row.document, row.reason, row.amount) for row in rows] == [
            ("adjustment", None, "Too much", D("-30.00")),
            ("adjustment", None, "Paid by card", D("100.00")),
            ("match", document.public_id, "", D("119.00")),
        ]
        assert list(check_books()) == []


def test_the_same_adjustment_sent_twice_is_made_once(door, made):
    key = uuid4()
    with door("initech"):
        assert [adjust(made, "100.00", key=key), adjust(made, "100.00", key=key)] == [True, False]
        assert (used(), BalanceAdjustment.objects.count(), BalanceEntry.objects.count()) == (D("100.00"), 1, 1)


@pytest.mark.parametrize(
    "more", [{"amount": "40.00"}, {"line": "2"}, {"reason": "Another"}], ids=["amount", "line", "reason"]
)
def test_a_form_that_is_sent_again_with_other_values_is_refused_and_not_lost_silently(door, made, more):
    key = uuid4()
    with door("initech"):
        adjust(made, "100.00", key=key)
        with pytest.raises(WrongAdjustment, match="Open it anew"):
            adjust(made, **({"amount": "100.00", "key": key} | more))
        assert (used("1"), used("2")) == (D("100.00"), D(0))


def test_contacts_are_told_as_of_an_invoice(door, made):
    with door("initech"):
        adjust(made, "595.00")
        adjust(made, "-595.00")
        adjust(made, "595.00")
        assert Mail.objects.filter(kind="po_balance").count() == 2


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"amount": "0"}, WrongAdjustment),
        ({"amount": "0.001"}, WrongAdjustment),
        ({"amount": "1000000000000"}, WrongAdjustment),
        ({"amount": "1", "reason": "  "}, WrongAdjustment),
        ({"amount": "1", "reason": "x" * 401}, WrongAdjustment),
        ({"amount": "1", "line": "9"}, NoSuchOrderLine),
    ],
)
def test_what_is_no_adjustment_is_refused_and_leaves_nothing(door, made, wanted, refusal):
    with door("initech"):
        with pytest.raises(refusal):
            adjust(made, **wanted)
        assert not BalanceEntry.objects.exists()


def test_a_deleted_order_is_not_adjusted(door, made):
    with door("initech"):
        delete_order(made.pk)
        with pytest.raises(OrderGone):
            adjust(made, "1.00")


def test_the_books_tell_of_an_entry_without_its_adjustment(door, made):
    with door("initech"):
        execute(
            "INSERT INTO purchase_orders_balanceentry (line_id, kind, document, document_line, amount, created_at)"
            " SELECT id, 'adjustment', gen_random_uuid(), 0, 5, now() FROM purchase_orders_purchaseorderline LIMIT 1"
        )
        assert any("was adjusted" in str(found) for found in check_books())


def test_the_page_of_a_line_takes_it_and_the_order_shows_it_with_who_and_why(browser_of, door, made):
    betty, page = browser_of("initech", "betty"), reverse("purchase_orders:adjustment", args=[made.public_id])
    detail = reverse("purchase_orders:detail", args=[made.public_id])
    assert page_of(betty.get(detail)).xpath(f"//a[@href='{page}?line=2']")
    typed = form_of(betty.get(f"{page}?line=2"), amount="1,190.00", reason="Paid by card")
    assert typed["line"] == ["2"]
    told = [words_of(betty.post(page, typed, follow=True)) for _ in range(2)]
    assert ["is adjusted." in each for each in told] == [True, False]
    with door("initech"):
        assert (used("1"), used("2")) == (D(0), D("1190.00"))
    shown = words_of(betty.get(detail))
    assert "Adjusted 2 By hand Paid by card 1,190.00 EUR" in shown
    history = words_of(browser_of("initech", "ada").get(detail))
    assert "Adjustment of 1190 (Paid by card) created by Betty" in history


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"amount": ""}, "Write the amount."),
        ({"amount": "-5"}, "above zero"),
        ({"amount": "5", "reason": ""}, "Say why the balance is adjusted."),
        ({"amount": "five"}, "five"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(browser_of, door, made, typed, error):
    betty, page = browser_of("initech", "betty"), reverse("purchase_orders:adjustment", args=[made.public_id])
    answer = betty.post(page, form_of(betty.get(page), **({"reason": "Paid"} | typed)))
    assert answer.status_code == 422
    assert any(error in each for each in errors_of(answer))
    with door("initech"):
        assert not BalanceEntry.objects.exists()


def test_who_may_not_edit_and_who_is_a_stranger_adjust_nothing(browser_of, made):
    page = reverse("purchase_orders:adjustment", args=[made.public_id])
    auditor = browser_of("initech", "otto")
    assert (auditor.get(page).status_code, auditor.post(page).status_code) == (403, 403)
    assert browser_of("hooli", "ada").post(page).status_code == 404
