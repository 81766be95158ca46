"""The history of one row, as a person reads it."""

from __future__ import annotations

from datetime import date

import pytest

from invoices.models import DocumentLine
from invoices.operations.draft import delete_draft
from members.models import Ticket
from members.operations.passwords import mail_reset_link
from partners.models import Partner
from payment_terms.operations import set_terms
from payment_terms.rules import Kind, Terms
from people.models import Account
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from tenants.border import Actor
from tenants.history.models import Change, Operation
from tenants.history.queries import ChangeRow, changes_of, told
from tests.building import buyer, draft, order, po_line

pytestmark = pytest.mark.django_db
ORDERS = "purchase_orders_purchaseorder"
BETTY = Actor("person:0190", "Betty Roe <betty@initech.example>")


def changed_in(change: ChangeRow) -> list[str]:
    return [str(each) for each in change.changed]


def test_the_newest_change_comes_first_with_who_and_what_it_was_before(door):
    with door("initech", BETTY):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(expiration=date(2027, 1, 31), is_suspended=True)
        changed, *created = changes_of(ORDERS, made.pk)
    assert [change.words for change in created] == [
        "Contact Betty created by Betty Roe",
        "Line 1 created by Betty Roe",
        "Created by Betty Roe",
    ]
    assert (changed.op, changed.actor_name) == (Operation.UPDATE, "Betty Roe")
    assert changed_in(changed) == ["Expiration 31 Dec 2026 → 31 Jan 2027", "Suspended no → yes"]
    assert changed.words == ("Changed by Betty Roe: Expiration 31 Dec 2026 → 31 Jan 2027, Suspended no → yes")


def test_kinds_amounts_and_emptied_texts_are_told_as_a_screen_shows_them(door):
    with door("initech"):
        made = order("PO-1").lines.get()
        PurchaseOrderLine.objects.filter(pk=made.pk).update(type="SERVICES", quantity=12, product_code="SKU-1")
        newest = changes_of("purchase_orders_purchaseorderline", made.pk)[0]
    assert set(changed_in(newest)) == {
        "Type All charges → Services",
        "Quantity 10 → 12",
        "Product code nothing → SKU-1",
    }


def test_a_long_text_is_named_but_not_printed(door):
    with door("initech"):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(description="words " * 40)
        assert changes_of(ORDERS, made.pk)[0].words == "Changed by Bill: Description"


def test_only_as_many_changes_are_read_as_were_asked_for(door, django_assert_num_queries):
    with door("initech"):
        made = order("PO-1")
        for number in range(4):
            PurchaseOrder.objects.filter(pk=made.pk).update(seller_of_record=f"Seller {number}")
        with django_assert_num_queries(2):
            newest = changes_of(ORDERS, made.pk, limit=3)
    assert [changed_in(change)[0] for change in newest] == [
        "Seller of record Seller 2 → Seller 3",
        "Seller of record Seller 1 → Seller 2",
        "Seller of record Seller 0 → Seller 1",
    ]


def test_another_row_of_the_table_and_another_table_stay_out(door):
    with door("initech"):
        made, other = order("PO-1"), order("PO-2")
        PurchaseOrder.objects.filter(pk=other.pk).update(is_suspended=True)
        assert {change.op for change in changes_of(ORDERS, made.pk)} == {Operation.INSERT}
        assert changes_of("invoices_documentline", made.pk) == []
        assert DocumentLine.objects.count() == 0


def test_a_password_is_in_no_history(door):
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example")
        ada.set_password("another long password")
        ada.save()
        assert {change.op for change in changes_of("people_account", ada.pk)} == {Operation.INSERT}


def test_what_belongs_to_a_row_is_told_with_it_also_when_it_is_gone(door):
    with door("initech"):
        made = order("PO-1", lines=[po_line("1"), po_line("2")])
        made.lines.get(number="2").delete()
        made.contacts.all().delete()
        told = [change.words for change in changes_of(ORDERS, made.pk)]
    assert told[:2] == ["Contact Betty deleted by Bill", "Line 2 deleted by Bill"]
    assert "Line 2 created by Bill" in told


def test_a_key_is_told_by_the_name_of_what_it_points_to(door):
    with door("initech"):
        made, supplier = order("PO-1"), Partner.objects.get(side="supplier", name__startswith="Acme")
        PurchaseOrder.objects.filter(pk=made.pk).update(bill_from=supplier)
        assert changed_in(changes_of(ORDERS, made.pk)[0]) == ["Bill from nothing → Acme Distribution SE"]


def test_a_row_says_where_its_page_is_and_a_deleted_one_has_none(door):
    with door("acme"):
        made = draft("initech")
        line = told(Change.objects.filter(table="invoices_documentline", row=made.lines.get().pk))[0].subject
        delete_draft(made.pk)
        gone = told(Change.objects.filter(table="invoices_document", row=made.pk).order_by("-id"))[0].subject
    assert (line.title, line.public_id, line.page) == ("Draft of an invoice, line 1", made.public_id, "invoices:detail")
    assert (gone.title, gone.public_id, gone.page) == ("Draft of an invoice", str(made.public_id), "")


def test_a_masked_column_is_named_and_its_value_is_not(door):
    with door("acme"):
        mail_reset_link(Account.objects.get(email="ada@acme.example").public_id)
        ticket = Ticket.objects.get()
        Ticket.objects.update(token_hash="f" * 64)
        newest = changes_of("members_ticket", ticket.pk)[0]
    assert newest.words == "Link to a new password for ada@acme.example changed by Bill: Link"
    assert "f" * 16 not in repr(newest)


def test_a_change_of_payment_terms_is_told_by_what_was_agreed(door, today):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 45), today=today)
        partner = buyer("initech").pk
        words = {each.words for each in changes_of("partners_partner", partner, may=lambda permission: True)}
        assert not [each for each in changes_of("partners_partner", partner) if "terms" in each.words]
    assert "Payment terms Net 45 from 1 Dec 2026 created by Bill" in words


def test_a_hundred_changes_need_no_more_statements_than_one(door, django_assert_num_queries):
    with door("initech"):
        made = order("PO-1", lines=[po_line(str(number)) for number in range(1, 60)])
        list(changes_of(ORDERS, made.pk, limit=1))
        with django_assert_num_queries(4):
            assert len(changes_of(ORDERS, made.pk, limit=100)) == 61
