"""Moving a received document to another purchase order, or its lines between line items, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing_platform.notifications.models import Mail
from invoices.models import Document
from invoices.operations.move import move_lines, move_to_order
from invoices.refusals import MovedMeanwhile, NoReason, NoSuchLine, NotMovable, OrderDoesNotTake
from ledger.books import check_books
from partners.models import Partner
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.orders import delete_order, set_suspended
from tests.building import draft, line, order, po_line
from tests.invoices.association import changes, copy_of, issued, po_lines_of, public_id, used, uses

pytestmark = pytest.mark.django_db
GROSS = Decimal("119.00")
LONG_AGO = (date(2020, 1, 1), date(2020, 12, 31))


@pytest.fixture
def matched(door) -> Document:
    """An invoice of one line on PO-1; PO-2 has another line for everything."""
    with door("initech"):
        order("PO-1")
    document = issued(door, po_number="PO-1")
    with door("initech"):
        order("PO-2")
    return document


def test_the_balance_goes_along_to_the_other_order(door, matched):
    with door("initech"):
        assert move_to_order(matched.public_id, public_id("PO-2"), reason="Wrong project")
        copy = copy_of(matched)
        assert (copy.matched_po, copy.order.po_id, po_lines_of(copy)) == ("PO-2", "PO-2", ["1"])
        assert (used("PO-1"), used("PO-2")) == (0, GROSS)
        assert uses() == [("match", "PO-1/1", GROSS), ("move", "PO-1/1", -GROSS), ("move", "PO-2/1", GROSS)]
        assert list(check_books()) == []


def test_both_sides_see_the_new_order_and_why_and_the_printed_number_stays(door, matched):
    told = [("moved", "PO-1", "PO-2", "Wrong project")]
    with door("initech"):
        move_to_order(matched.public_id, public_id("PO-2"), reason=" Wrong\nproject ")
        assert changes() == told
    with door("acme"):
        own = Document.objects.get(pk=matched.pk)
        assert (own.matched_po, own.po_number) == ("PO-2", "PO-1")
        assert changes() == told
        assert list(check_books()) == []


def test_moving_where_it_is_already_changes_nothing(door, matched):
    with door("initech"):
        assert move_to_order(matched.public_id, public_id("PO-2"), reason="once")
        assert not move_to_order(matched.public_id, public_id("PO-2"), reason="twice")
        assert len(uses()) == 3
        assert len(changes()) == 1


def test_an_order_of_other_dates_and_types_takes_it_all_the_same(door, matched):
    with door("initech"):
        lines = [po_line("1", "SUBSCRIPTION", starts_on=LONG_AGO[0], ends_on=LONG_AGO[1])]
        order("PO-OLD", effective=LONG_AGO[0], expiration=LONG_AGO[1], lines=lines)
        assert move_to_order(matched.public_id, public_id("PO-OLD"), reason="Agreed so")
        assert used("PO-OLD") == GROSS


def test_each_line_goes_where_it_is_wanted(door):
    with door("initech"):
        order("PO-1")
    document = issued(door, line("10.00"), line("20.00"))
    with door("initech"):
        order("PO-2", lines=[po_line("1"), po_line("2")])
        move_to_order(document.public_id, public_id("PO-2"), reason="Split", lines={1: "2", 2: "1"})
        assert po_lines_of(copy_of(document)) == ["2", "1"]
        assert (used("PO-2", "1"), used("PO-2", "2")) == (Decimal("23.80"), Decimal("11.90"))
        assert list(check_books()) == []


def test_an_unmatched_invoice_can_be_given_to_an_order_by_hand(door, today):
    document = issued(door, po_number="PO-4711")
    with door("initech"):
        order("PO-1")
        move_to_order(document.public_id, public_id("PO-1"), reason="They mistyped it")
        assert (copy_of(document).matched_po, uses()) == ("PO-1", [("move", "PO-1/1", GROSS)])
        assert list(check_books()) == []


def test_a_credit_note_moves_with_what_it_gives_back(door):
    with door("initech"):
        order("PO-1")
    document = issued(door, kind="credit_note", po_number="PO-1")
    with door("initech"):
        order("PO-2")
        assert used("PO-1") == -GROSS
        move_to_order(document.public_id, public_id("PO-2"), reason="Other project")
        assert (used("PO-1"), used("PO-2")) == (0, -GROSS)
        assert list(check_books()) == []


@pytest.fixture
def closed_orders(door, matched, today):
    """Orders that can't take an invoice of acme in euro."""
    with door("initech"):
        set_suspended([order("SUSPENDED").pk], suspended=True, today=today)
        delete_order(order("DELETED").pk)
        order("DOLLAR", currency="USD")
        order("GLOBEX", bill_from_id=Partner.objects.get(name="Globex GmbH").pk)
        order("EMPTY")
        PurchaseOrderLine.objects.filter(order__po_id="EMPTY").delete()


@pytest.mark.parametrize(
    ("po_id", "why"),
    [
        ("SUSPENDED", "is suspended"),
        ("DELETED", "was deleted"),
        ("DOLLAR", "is in USD, the invoice is in EUR"),
        ("GLOBEX", "is for invoices of another supplier"),
        ("EMPTY", "has no lines"),
    ],
)
def test_an_order_that_can_not_take_it_is_refused_and_nothing_changes(door, matched, closed_orders, po_id, why):
    with door("initech"):
        target = PurchaseOrder.objects.get(po_id=po_id).public_id
        with pytest.raises(OrderDoesNotTake, match=why):
            move_to_order(matched.public_id, target, reason="try")
        assert (copy_of(matched).matched_po, used("PO-1")) == ("PO-1", GROSS)


def test_an_order_of_nobody_is_refused(door, matched):
    with door("initech"), pytest.raises(OrderDoesNotTake):
        move_to_order(matched.public_id, matched.public_id, reason="try")


def test_a_move_needs_a_reason(door, matched):
    with door("initech"), pytest.raises(NoReason):
        move_to_order(matched.public_id, public_id("PO-2"), reason=" ")


def test_the_later_of_two_moves_is_told(door, matched):
    with door("initech"):
        order("PO-3")
        move_to_order(matched.public_id, public_id("PO-2"), reason="first", seen=0)
        with pytest.raises(MovedMeanwhile):
            move_to_order(matched.public_id, public_id("PO-3"), reason="second", seen=0)
        assert move_to_order(matched.public_id, public_id("PO-3"), reason="second", seen=1)


def test_lines_go_from_one_line_item_to_another_of_the_same_order(door):
    with door("initech"):
        order("PO-1", lines=[po_line("1"), po_line("2")])
    document = issued(door, line("10.00"), line("20.00"), po_number="PO-1")
    with door("initech"):
        assert move_lines(document.public_id, {2: "2"}, reason="Hardware")
        assert po_lines_of(copy_of(document)) == ["1", "2"]
        assert (used("PO-1", "1"), used("PO-1", "2")) == (Decimal("11.90"), Decimal("23.80"))
        assert changes() == [("moved_lines", "PO-1", "PO-1", "Hardware")]
        assert copy_of(document).association_changes.get().lines == [[2, "1", "2"]]
        assert list(check_books()) == []


def test_a_line_can_leave_its_line_item_and_the_others_stay(door):
    with door("initech"):
        order("PO-1")
    document = issued(door, line("10.00"), line("20.00"), po_number="PO-1")
    with door("initech"):
        move_lines(document.public_id, {2: ""}, reason="Paid by another department")
        assert (copy_of(document).matched_po, po_lines_of(copy_of(document))) == ("PO-1", ["1", ""])
        assert uses()[-1] == ("release", "PO-1/1", Decimal("-23.80"))
        assert list(check_books()) == []


def test_with_its_last_line_the_document_leaves_the_order_on_both_sides(door, matched):
    with door("initech"):
        move_lines(matched.public_id, {1: ""}, reason="Not ours")
        copy = copy_of(matched)
        assert (copy.matched_po, copy.order, used("PO-1")) == ("", None, 0)
        assert changes() == [("released", "PO-1", "", "Not ours")]
    with door("acme"):
        assert Document.objects.get(pk=matched.pk).matched_po == ""
        assert list(check_books()) == []


@pytest.mark.parametrize("lines", [{1: "7"}, {9: "1"}])
def test_a_line_that_does_not_exist_is_refused(door, matched, lines):
    with door("initech"), pytest.raises(NoSuchLine):
        move_lines(matched.public_id, lines, reason="try")


def test_moving_every_line_to_none_of_another_order_is_refused(door, matched):
    with door("initech"), pytest.raises(NoSuchLine):
        move_to_order(matched.public_id, public_id("PO-2"), reason="try", lines={1: ""})


def test_lines_of_an_unmatched_document_have_nothing_to_move_between(door):
    document = issued(door)
    with door("initech"), pytest.raises(NotMovable):
        move_lines(document.public_id, {1: "1"}, reason="try")


def test_only_what_was_received_can_be_moved(door, matched):
    with door("acme"):
        for document in (matched, draft("initech")):
            with pytest.raises(NotMovable):
                move_lines(document.public_id, {1: ""}, reason="try")


def test_a_deleted_order_gives_back_what_moves_away(door, matched):
    with door("initech"):
        old = PurchaseOrderLine.objects.get(order__po_id="PO-1")
        delete_order(old.order_id)
        move_to_order(matched.public_id, public_id("PO-2"), reason="PO-1 is gone")
        old.refresh_from_db()
        assert (old.consumed, used("PO-2")) == (0, GROSS)
        assert list(check_books()) == []


def test_moving_away_arms_the_notice_again_and_the_order_moved_to_tells_its_contacts(door):
    with door("initech"):
        order("PO-1")
    document = issued(door, line("500.00"), po_number="PO-1")
    with door("initech"):
        order("PO-2")
        assert PurchaseOrderLine.objects.get(order__po_id="PO-1").sent_thresholds == [75]
        before = Mail.objects.filter(kind="po_balance").count()
        move_to_order(document.public_id, public_id("PO-2"), reason="Other project")
        assert PurchaseOrderLine.objects.get(order__po_id="PO-1").sent_thresholds == []
        assert Mail.objects.filter(kind="po_balance").count() == before + 1


def test_moving_touches_no_edit_stamp(door, matched):
    with door("initech"):
        before = list(PurchaseOrder.objects.order_by("id").values_list("edited_at", flat=True))
        move_to_order(matched.public_id, public_id("PO-2"), reason="x")
        assert list(PurchaseOrder.objects.order_by("id").values_list("edited_at", flat=True)) == before
