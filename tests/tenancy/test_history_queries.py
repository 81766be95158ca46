"""The history of one row, as a person reads it."""

from __future__ import annotations

from datetime import date

import pytest

from invoices.models import DocumentLine
from people.models import Account
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from tenants.border import Actor
from tenants.history.models import Operation
from tenants.history.queries import changes_of
from tests.building import order

pytestmark = pytest.mark.django_db
BETTY = Actor("person:0190", "Betty Roe <betty@initech.example>")


def test_the_newest_change_comes_first_with_who_and_what_it_was_before(door):
    with door("initech", BETTY):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(expiration=date(2027, 1, 31), is_suspended=True)
        changed, created = changes_of("purchase_orders_purchaseorder", made.pk)
    assert (created.op, created.actor_name, created.changed) == (Operation.INSERT, "Betty Roe", ())
    assert (changed.op, changed.actor_name) == (Operation.UPDATE, "Betty Roe")
    assert changed.changed == ("Expiration 31 Dec 2026 → 31 Jan 2027", "Suspended no → yes")
    assert changed.words == ("Changed by Betty Roe: Expiration 31 Dec 2026 → 31 Jan 2027, Suspended no → yes")


def test_kinds_amounts_and_emptied_texts_are_told_as_a_screen_shows_them(door):
    with door("initech"):
        made = order("PO-1").lines.get()
        PurchaseOrderLine.objects.filter(pk=made.pk).update(type="SERVICES", quantity=12, product_code="SKU-1")
        newest = changes_of("purchase_orders_purchaseorderline", made.pk)[0]
    assert set(newest.changed) == {
        "Type All charges → Services",
        "Quantity 10 → 12",
        "Product code nothing → SKU-1",
    }


def test_a_long_text_is_named_but_not_printed(door):
    with door("initech"):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(description="words " * 40)
        assert changes_of("purchase_orders_purchaseorder", made.pk)[0].changed == ("Description",)


def test_only_as_many_changes_are_read_as_were_asked_for(door, django_assert_num_queries):
    with door("initech"):
        made = order("PO-1")
        for number in range(4):
            PurchaseOrder.objects.filter(pk=made.pk).update(seller_of_record=f"Seller {number}")
        with django_assert_num_queries(1):
            newest = changes_of("purchase_orders_purchaseorder", made.pk, limit=3)
    assert [change.changed[0] for change in newest] == [
        "Seller of record Seller 2 → Seller 3",
        "Seller of record Seller 1 → Seller 2",
        "Seller of record Seller 0 → Seller 1",
    ]


def test_another_row_of_the_table_and_another_table_stay_out(door):
    with door("initech"):
        made, other = order("PO-1"), order("PO-2")
        PurchaseOrder.objects.filter(pk=other.pk).update(is_suspended=True)
        assert [change.op for change in changes_of("purchase_orders_purchaseorder", made.pk)] == [Operation.INSERT]
        assert changes_of("invoices_documentline", made.pk) == []
        assert DocumentLine.objects.count() == 0


def test_a_password_is_in_no_history(door):
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example")
        ada.set_password("another long password")
        ada.save()
        assert [change.op for change in changes_of("people_account", ada.pk)] == [Operation.INSERT]
