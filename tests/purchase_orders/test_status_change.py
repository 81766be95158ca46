"""Suspending and re-activating one purchase order: asked once more, and it can be undone."""

from __future__ import annotations

import pytest

from purchase_orders.models import ActiveLimit, PurchaseOrder
from purchase_orders.operations.orders import set_suspended
from tests.building import order
from tests.people.routes import NOBODY
from tests.purchase_orders.pages import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def page(made: PurchaseOrder, step: str = "") -> str:
    return f"/purchase-orders/{made.public_id}/{step}"


def suspended(door) -> list[str]:
    with door("initech"):
        return sorted(PurchaseOrder.objects.filter(is_suspended=True).values_list("po_id", flat=True))


def test_looking_at_what_will_happen_changes_nothing(betty, door):
    with door("initech"):
        made = order("PO-1")
    assert "New invoices will not match it until it is re-activated" in words_of(betty.get(page(made, "suspension/")))
    assert suspended(door) == []


def test_one_order_is_suspended_from_its_page_and_shown_again(betty, door):
    with door("initech"):
        made = order("PO-1")
    dialog = page_of(betty.get(page(made))).xpath("//dialog[@id='suspend-purchase-order']//form")
    answer = betty.post(dialog[0].get("action"), follow=True)
    assert suspended(door) == ["PO-1"]
    assert answer.request["PATH_INFO"] == page(made)
    assert "PO-1 suspended." in words_of(answer)


def test_the_result_offers_to_undo_it(betty, door):
    with door("initech"):
        made = order("PO-1")
    answer = betty.post(page(made, "suspension/"), follow=True)
    undo = page_of(answer).xpath("//div[@id='toasts']//form/@action")[0]
    betty.post(undo)
    assert suspended(door) == []


def test_re_activating_shows_how_many_are_active(betty, door):
    with door("initech"):
        order("PO-1")
        made = order("PO-2", is_suspended=True)
    assert "1 of 100 active purchase orders are in use" in words_of(betty.get(page(made, "reactivation/")))
    betty.post(page(made, "reactivation/"))
    assert suspended(door) == []


def test_re_activating_beyond_the_limit_is_refused_with_the_reason(betty, door):
    with door("initech"):
        ActiveLimit.objects.update(most=1)
        order("PO-1")
        made = order("PO-2", is_suspended=True)
    answer = betty.post(page(made, "reactivation/"))
    assert answer.status_code == 422
    assert "1 of 1 active purchase orders. Suspend one" in words_of(answer)
    assert suspended(door) == ["PO-2"]


def test_doing_it_twice_changes_nothing_and_says_so(betty, door):
    with door("initech"):
        made = order("PO-1")
    betty.post(page(made, "suspension/"), follow=True)
    with door("initech"):
        before = PurchaseOrder.objects.get().edited_at
    answer = betty.post(page(made, "suspension/"), follow=True)
    assert "Nothing to change: PO-1 is suspended already." in words_of(answer)
    with door("initech"):
        assert PurchaseOrder.objects.get().edited_at == before


@pytest.mark.parametrize("step", ["suspension/", "reactivation/"])
def test_who_may_not_change_the_status_or_is_a_stranger_changes_nothing(browser_of, door, step):
    with door("initech"):
        made = order("PO-1")
    assert browser_of("initech", "otto").post(page(made, step)).status_code == 403
    assert browser_of("hooli", "betty").post(page(made, step)).status_code == 404
    assert browser_of("initech", "betty").post(f"/purchase-orders/{NOBODY}/{step}").status_code == 404
    assert suspended(door) == []


def test_suspending_is_repeatable_and_counts_what_changed(door, today):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2")
        assert set_suspended([first.pk, second.pk], suspended=True, today=today) == 2
        assert set_suspended([first.pk, second.pk], suspended=True, today=today) == 0
        assert set_suspended([first.pk], suspended=False, today=today) == 1


def test_changing_the_status_counts_as_an_edit(door, today):
    with door("initech"):
        made = order("PO-1")
        set_suspended([made.pk], suspended=True, today=today)
        assert PurchaseOrder.objects.get().edited_at > made.edited_at
