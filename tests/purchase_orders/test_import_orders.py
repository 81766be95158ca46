"""Many purchase orders come in together, or none of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from purchase_orders.facts import ContactFacts, OrderFacts
from purchase_orders.models import Contact, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations import import_orders as importing
from purchase_orders.operations.import_orders import import_orders
from purchase_orders.refusals import OrderIdTaken, TooManyActive, WrongDates
from tests.building import TODAY, YEAR, order, po_line

pytestmark = pytest.mark.django_db
PAST = (date(2025, 1, 1), date(2025, 12, 31))


def facts(po_id: str, **more) -> OrderFacts:
    effective, expiration = more.pop("days", YEAR)
    line = po_line(starts_on=effective, ends_on=expiration)
    return OrderFacts(po_id, "EUR", effective, expiration, [line], **more)


def test_orders_come_in_with_lines_and_contacts(door):
    told = [ContactFacts("betty@initech.example"), ContactFacts("BETTY@initech.example")]
    with door("initech"):
        rows = import_orders([facts("PO-1", contacts=told), facts(" po-2 ", is_suspended=True)], today=TODAY)
        assert [(row.po_id, row.po_key, row.is_suspended) for row in rows] == [
            ("PO-1", "po-1", False),
            ("po-2", "po-2", True),
        ]
        assert set(PurchaseOrderLine.objects.values_list("order__po_id", "value")) == {
            ("PO-1", Decimal("1190.00")),
            ("po-2", Decimal("1190.00")),
        }
        assert list(Contact.objects.values_list("email", flat=True)) == ["betty@initech.example"]


def test_a_taken_id_refuses_all_of_them_and_names_it(door):
    with door("initech"):
        order("PO-7")
        with pytest.raises(OrderIdTaken, match=r"come twice: po-7, PO-8\."):
            import_orders([facts("PO-6"), facts("po-7"), facts("PO-8"), facts("PO-8 ")], today=TODAY)
        assert list(PurchaseOrder.objects.values_list("po_id", flat=True)) == ["PO-7"]


def test_one_wrong_order_refuses_all_of_them(door):
    wrong = replace(facts("PO-2"), expiration=date(2025, 1, 1))
    with door("initech"):
        with pytest.raises(WrongDates):
            import_orders([facts("PO-1"), wrong], today=TODAY)
        assert not PurchaseOrder.objects.exists()


def test_the_hundred_and_first_active_order_refuses_all_of_them_while_ended_ones_do_not_count(door):
    ended = [facts(f"OLD-{place}", days=PAST) for place in range(50)]
    with door("initech"):
        import_orders([*ended, *(facts(f"PO-{place}") for place in range(99))], today=TODAY)
        with pytest.raises(TooManyActive, match="99 of 100 active purchase orders"):
            import_orders([facts("A"), facts("B")], today=TODAY)
        assert PurchaseOrder.objects.count() == 149


def test_a_chunk_costs_the_same_however_many_orders_it_has(door, django_assert_max_num_queries):
    with door("initech"), django_assert_max_num_queries(12):
        import_orders([facts(f"OLD-{place}", days=PAST) for place in range(400)], today=TODAY)


def test_an_id_taken_by_somebody_else_right_after_the_look_at_them_refuses_all_of_them(door, monkeypatch):
    look = importing._check_ids

    def look_before_another_is_written(orders):
        look(orders)
        monkeypatch.setattr(importing, "_check_ids", look)
        order("po-7", is_suspended=True)

    monkeypatch.setattr(importing, "_check_ids", look_before_another_is_written)
    with door("initech"):
        with pytest.raises(OrderIdTaken, match=r"come twice: PO-7\."):
            import_orders([facts("PO-6"), facts("PO-7")], today=TODAY)
        assert not PurchaseOrder.objects.filter(po_id="PO-6").exists()
