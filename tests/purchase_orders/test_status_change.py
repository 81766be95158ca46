"""Suspending and re-activating, one or many: what will happen is shown first, and it can be undone."""

from __future__ import annotations

from datetime import date

import pytest

from purchase_orders.models import ActiveLimit, PurchaseOrder
from purchase_orders.operations.orders import set_suspended
from tests.building import order
from tests.purchase_orders.pages import page_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
SUSPENSION, REACTIVATION = "/purchase-orders/suspension/", "/purchase-orders/reactivation/"
ENDED = {"effective": date(2025, 1, 1), "expiration": date(2025, 12, 31)}


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


def rows(*orders: PurchaseOrder) -> dict[str, list[str]]:
    return {"row": [str(each.public_id) for each in orders]}


def suspended(door) -> list[str]:
    with door("initech"):
        return sorted(PurchaseOrder.objects.filter(is_suspended=True).values_list("po_id", flat=True))


def test_looking_at_what_will_happen_changes_nothing(betty, door):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2", is_suspended=True)
        ended = order("PO-3", **ENDED)
    answer = betty.get(SUSPENSION, rows(first, second, ended))
    words = words_of(answer)
    assert "Active → Suspended" in words
    assert "Expired → Suspended (expired)" in words
    assert "Suspend 2 purchase orders" in words
    assert "Left out, because suspended already: PO-2." in words
    assert suspended(door) == ["PO-2"]


def test_confirming_suspends_the_chosen_ones_and_tells_how_many(betty, door):
    with door("initech"):
        first, _, third = order("PO-1"), order("PO-2"), order("PO-3")
    answer = betty.post(SUSPENSION, rows(first, third), follow=True)
    assert suspended(door) == ["PO-1", "PO-3"]
    assert "2 purchase orders suspended." in words_of(answer)


def test_the_result_offers_to_undo_exactly_what_was_done(betty, door):
    with door("initech"):
        first, second = order("PO-1"), order("PO-2", is_suspended=True)
    answer = betty.post(SUSPENSION, rows(first, second), follow=True)
    undo = page_of(answer).xpath("//div[@id='toasts']//form/@action")[0]
    betty.post(undo)
    assert suspended(door) == ["PO-2"]


def test_one_order_is_suspended_from_its_page_and_shown_again(betty, door):
    with door("initech"):
        made = order("PO-1")
    dialog = page_of(betty.get(f"/purchase-orders/{made.public_id}/")).xpath(
        "//dialog[@id='suspend-purchase-order']//form"
    )
    answer = betty.post(dialog[0].get("action"), follow=True)
    assert suspended(door) == ["PO-1"]
    assert answer.request["PATH_INFO"] == f"/purchase-orders/{made.public_id}/"
    assert "PO-1 suspended." in words_of(answer)


def test_re_activating_shows_how_many_are_active(betty, door):
    with door("initech"):
        order("PO-1")
        made = order("PO-2", is_suspended=True)
        ended = order("PO-3", is_suspended=True, **ENDED)
    words = words_of(betty.get(REACTIVATION, rows(made, ended)))
    assert "1 of 100 active purchase orders are in use" in words
    assert "Suspended → Active" in words
    assert "Suspended (expired) → Expired" in words
    betty.post(REACTIVATION, rows(made))
    assert suspended(door) == ["PO-3"]


def test_re_activating_beyond_the_limit_is_refused_with_the_reason(betty, door):
    with door("initech"):
        ActiveLimit.objects.update(most=1)
        order("PO-1")
        made = order("PO-2", is_suspended=True)
    answer = betty.post(REACTIVATION, rows(made))
    assert answer.status_code == 422
    assert "1 of 1 active purchase orders. Suspend one" in words_of(answer)
    assert suspended(door) == ["PO-2"]


def test_doing_it_twice_changes_nothing_and_says_so(betty, door):
    with door("initech"):
        made = order("PO-1")
    betty.post(SUSPENSION, rows(made), follow=True)
    with door("initech"):
        before = PurchaseOrder.objects.get().edited_at
    answer = betty.post(SUSPENSION, rows(made), follow=True)
    assert "Nothing to change: what was chosen is suspended already." in words_of(answer)
    with door("initech"):
        assert PurchaseOrder.objects.get().edited_at == before


@pytest.mark.parametrize("row", ["", "nonsense", "1", "00000000-0000-7000-8000-000000000000", "\0"])
def test_what_is_no_order_of_ours_is_not_touched(betty, door, row):
    with door("initech"):
        order("PO-1")
    assert "No purchase order was chosen" in words_of(betty.get(SUSPENSION, {"row": row}))
    assert betty.post(SUSPENSION, {"row": row}).status_code == 302
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
