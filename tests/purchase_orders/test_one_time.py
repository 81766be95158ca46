"""One-time purchases: the others are suspended, nobody can forget it, and exactly they come back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from purchase_orders.models import ActiveLimit, OneTimePurchase, PurchaseOrder
from purchase_orders.operations import one_time
from purchase_orders.operations.one_time import finish_one_time, keep_suspended, start_one_time
from purchase_orders.operations.orders import delete_order, edit_order, set_suspended
from purchase_orders.order_queries import order_detail
from purchase_orders.refusals import OneTimeOpen, OrderGone, TooManyActive
from tests.building import line, order, po_line
from tests.invoices.association import copy_of, issued
from tests.purchase_orders.pages import page_of, words_of

PAGE = "/purchase-orders/one-time/"


def suspended() -> set[str]:
    return set(PurchaseOrder.objects.filter(is_suspended=True).values_list("po_id", flat=True))


@pytest.fixture
def three(door, today):
    """ONCE for the purchase, two others in use, one suspended before and one expired."""
    with door("initech"):
        made = order("ONCE")
        order("FRAME-1")
        order("FRAME-2")
        order("RESTING", is_suspended=True)
        order("PAST", effective=today.replace(year=2020), expiration=today.replace(year=2021))
        return made


@pytest.mark.django_db
class TestOperations:
    def test_starting_suspends_all_others_expired_ones_too(self, door, three, today):
        with door("initech"):
            start_one_time(three.pk)
            assert suspended() == {"FRAME-1", "FRAME-2", "PAST", "RESTING"}

    def test_the_invoice_of_the_purchase_finds_its_order_alone(self, door, three, today):
        with door("initech"):
            PurchaseOrder.objects.filter(pk=three.pk).update(edited_at="2020-01-01T00:00Z")
            start_one_time(three.pk)
        document = issued(door)
        with door("initech"):
            assert copy_of(document).matched_po == "ONCE"

    def test_an_invoice_of_the_purchase_that_bills_a_month_gone_by_finds_its_order_alone(self, door, today):
        with door("initech"):
            october = (date(2026, 10, 1), date(2026, 10, 31))
            order(
                "PO-OCT",
                effective=october[0],
                expiration=october[1],
                lines=[po_line("1", "MONTHLY_USAGE", starts_on=october[0], ends_on=october[1])],
            )
            once = order("ONCE")
            start_one_time(once.pk)
        document = issued(door, line(charge_type="usage", period_start=october[0], period_end=october[1]))
        with door("initech"):
            assert copy_of(document).matched_po == "ONCE"

    def test_killed_half_way_nothing_is_suspended_and_no_purchase_open(self, door, three, monkeypatch):
        def killed():
            raise KeyboardInterrupt

        with door("initech"):
            monkeypatch.setattr(one_time, "now", killed)
            with pytest.raises(KeyboardInterrupt):
                start_one_time(three.pk)
            assert suspended() == {"RESTING"}
            assert not OneTimePurchase.objects.exists()

    def test_killed_half_way_through_the_end_it_is_as_it_was_and_can_be_ended_again(
        self, door, three, today, monkeypatch
    ):
        def killed(purchase_id):
            raise KeyboardInterrupt

        with door("initech"):
            purchase = start_one_time(three.pk)
            with monkeypatch.context() as patched:
                patched.setattr(one_time, "_close", killed)
                with pytest.raises(KeyboardInterrupt):
                    finish_one_time(purchase.pk, today=today)
            assert suspended() == {"FRAME-1", "FRAME-2", "PAST", "RESTING"}
            assert finish_one_time(purchase.pk, today=today) == 3

    def test_finishing_gives_back_exactly_those(self, door, three, today):
        with door("initech"):
            purchase = start_one_time(three.pk)
            assert finish_one_time(purchase.pk, today=today) == 3
            assert suspended() == {"RESTING"}
            assert finish_one_time(purchase.pk, today=today) == 0
            assert not OneTimePurchase.objects.filter(is_open=True).exists()

    def test_an_edit_of_a_suspended_order_does_not_take_it_off_the_list(self, door, three, today):
        with door("initech"):
            purchase = start_one_time(three.pk)
            other = PurchaseOrder.objects.get(po_id="FRAME-1")
            edit_order(other.pk, order_detail(other.public_id, today).facts, today=today)
            assert finish_one_time(purchase.pk, today=today) == 3

    def test_what_somebody_decides_by_hand_meanwhile_stays(self, door, three, today):
        with door("initech"):
            purchase = start_one_time(three.pk)
            first, second = (PurchaseOrder.objects.get(po_id=po_id) for po_id in ("FRAME-1", "FRAME-2"))
            set_suspended([first.pk], suspended=False, today=today)
            set_suspended([first.pk], suspended=True, today=today)
            delete_order(second.pk)
            assert finish_one_time(purchase.pk, today=today) == 1
            assert "FRAME-1" in suspended()

    def test_a_second_purchase_waits_for_the_first(self, door, three, today):
        with door("initech"):
            start_one_time(three.pk)
            with pytest.raises(OneTimeOpen):
                start_one_time(three.pk)
            assert OneTimePurchase.objects.count() == 1

    def test_leaving_them_suspended_closes_the_purchase(self, door, three, today):
        with door("initech"):
            purchase = start_one_time(three.pk)
            keep_suspended(purchase.pk)
            assert suspended() == {"FRAME-1", "FRAME-2", "PAST", "RESTING"}
            start_one_time(three.pk)

    def test_a_suspended_or_deleted_order_is_no_purchase(self, door, three, today):
        with door("initech"):
            resting = PurchaseOrder.objects.get(po_id="RESTING")
            gone = order("GONE")
            delete_order(gone.pk)
            for each in (resting, gone):
                with pytest.raises(OrderGone):
                    start_one_time(each.pk)
            assert suspended() == {"RESTING"}

    def test_beyond_the_limit_nothing_comes_back_and_the_purchase_stays_open(self, door, three, today):
        with door("initech"):
            purchase = start_one_time(three.pk)
            ActiveLimit.objects.update(most=2)
            order("NEW")
            with pytest.raises(TooManyActive):
                finish_one_time(purchase.pk, today=today)
            assert suspended() == {"FRAME-1", "FRAME-2", "PAST", "RESTING"}
            assert OneTimePurchase.objects.get().is_open
            ActiveLimit.objects.update(most=100)


def test_of_two_who_start_at_once_one_is_refused(committed, door, today):
    with door("initech"):
        orders = [order(f"PO-{n}").pk for n in range(3)]
    ready = Barrier(2)

    def begin(order_id: int) -> str:
        try:
            with door("initech"):
                ready.wait(10)
                start_one_time(order_id)
                return "started"
        except (OneTimeOpen, OrderGone):
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(begin, orders[:2])) == ["refused", "started"]
    with door("initech"):
        assert len(suspended()) == 2


def test_of_two_who_end_it_in_both_ways_at_once_the_first_decides(committed, door, today, monkeypatch):
    """While one gives the others back, having read which, the other who would leave them suspended has to wait."""
    with door("initech"):
        order("PO-0")
        purchase = start_one_time(order("PO-1").pk)
    locked, ended = one_time.lock, []

    def keep() -> None:
        try:
            with door("initech"):
                keep_suspended(purchase.pk)
        finally:
            connection.close()

    def lock_after_another_began(*asked, **more):
        monkeypatch.setattr(one_time, "lock", locked)
        ended.append(people.submit(keep))
        wait(ended, timeout=1)
        assert not ended[0].done()
        return locked(*asked, **more)

    monkeypatch.setattr(one_time, "lock", lock_after_another_began)
    with ThreadPoolExecutor(1) as people, door("initech"):
        assert finish_one_time(purchase.pk, today=today) == 1
        ended[0].result(20)
        assert suspended() == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("fixed_day")
class TestPages:
    def test_starting_shows_what_is_suspended_before_it_is(self, door, browser_of, three):
        page = words_of(browser_of("initech", "betty").get(f"/purchase-orders/{three.public_id}/one-time/"))
        assert "FRAME-1" in page
        assert "PAST" in page
        assert "RESTING" not in page
        with door("initech"):
            assert suspended() == {"RESTING"}

    def test_it_is_told_on_every_page_of_purchase_orders_and_on_the_dashboard_until_it_is_done(
        self, door, browser_of, three
    ):
        betty = browser_of("initech", "betty")
        betty.post(f"/purchase-orders/{three.public_id}/one-time/")
        for path in ("/purchase-orders/", f"/purchase-orders/{three.public_id}/"):
            assert "3 purchase orders are suspended for the purchase on ONCE" in words_of(betty.get(path))
        assert "3 purchase orders are suspended for a one-time purchase" in words_of(betty.get("/"))
        assert "Re-activate 3 purchase orders" in words_of(betty.get(PAGE))
        betty.post(f"{PAGE}end/")
        assert "One-time purchase is open" not in words_of(betty.get("/purchase-orders/"))
        assert "one-time purchase" not in words_of(betty.get("/"))
        with door("initech"):
            assert suspended() == {"RESTING"}

    def test_the_page_says_what_has_matched_since(self, door, browser_of, three, today):
        with door("initech"):
            start_one_time(three.pk)
        document = issued(door)
        assert document.number in words_of(browser_of("initech", "betty").get(PAGE))

    def test_once_it_is_done_what_came_meanwhile_is_offered_to_be_matched(self, door, browser_of, three):
        with door("initech"):
            start_one_time(three.pk)
        betty = browser_of("initech", "betty")
        betty.post(f"{PAGE}end/")
        [link] = page_of(betty.get("/purchase-orders/")).xpath("//*[@id='toasts']//a")
        assert (link.get("href"), link.text) == ("/invoices/fitting-orders/", "Match unmatched invoices")

    def test_who_adds_an_order_meanwhile_is_told_that_it_is_not_suspended(self, door, browser_of, three):
        betty, told = browser_of("initech", "betty"), "The one-time purchase on ONCE is open."
        assert told not in words_of(betty.get("/purchase-orders/new/"))
        with door("initech"):
            start_one_time(three.pk)
        assert told in words_of(betty.get("/purchase-orders/new/"))
        assert told not in words_of(betty.get(f"/purchase-orders/{three.public_id}/edit/"))

    def test_leaving_them_suspended_is_a_choice(self, door, browser_of, three, today):
        with door("initech"):
            start_one_time(three.pk)
        browser_of("initech", "betty").post(f"{PAGE}suspended/")
        with door("initech"):
            assert suspended() == {"FRAME-1", "FRAME-2", "PAST", "RESTING"}
            assert not OneTimePurchase.objects.filter(is_open=True).exists()

    def test_without_a_purchase_the_page_says_how_to_start_one(self, browser_of):
        betty = browser_of("initech", "betty")
        assert "No one-time purchase is open" in words_of(betty.get(PAGE))
        assert betty.post(f"{PAGE}end/").status_code == 302

    def test_the_limit_is_told_where_it_stops_the_end(self, door, browser_of, three, today):
        with door("initech"):
            start_one_time(three.pk)
            ActiveLimit.objects.update(most=1)
        answer = browser_of("initech", "betty").post(f"{PAGE}end/")
        assert answer.status_code == 422
        assert "1 of 1 active purchase orders" in words_of(answer)
        with door("initech"):
            ActiveLimit.objects.update(most=100)

    def test_who_only_reads_sees_it_and_changes_nothing(self, door, browser_of, three, today):
        otto = browser_of("initech", "otto")
        assert otto.get(f"/purchase-orders/{three.public_id}/one-time/").status_code == 403
        assert otto.post(f"{PAGE}end/").status_code == 403
        assert otto.post(f"{PAGE}suspended/").status_code == 403
        assert otto.get(PAGE).status_code == 200

    def test_an_order_of_others_is_not_there(self, browser_of, three):
        assert browser_of("hooli", "ada").get(f"/purchase-orders/{three.public_id}/one-time/").status_code == 404
