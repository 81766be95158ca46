"""At most a hundred active purchase orders: upcoming ones count, suspended and expired ones do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from billing_platform.api.operations.tokens import TokenWish, make_token
from billing_platform.bulk.actions import Instruction, Item
from common.errors import Refusal
from people.models import Account
from purchase_orders.bulk import judged_for_reactivation
from purchase_orders.facts import OrderFacts
from purchase_orders.models import ActiveLimit, PurchaseOrder
from purchase_orders.operations.bulk import reactivate_chosen
from purchase_orders.operations.orders import create_order, delete_order, edit_order, set_suspended
from purchase_orders.order_queries import order_detail
from purchase_orders.queries import active_room
from purchase_orders.querysets import present_orders
from purchase_orders.refusals import TooManyActive
from tests.api.conftest import Caller
from tests.building import TODAY, order, po_line
from tests.purchase_orders.from_files.sheets import GOOD, filled
from tests.purchase_orders.pages import form_of, words_of
from tests.purchase_orders.ubl_order.orders import HEAD, order_xml

LAST_YEAR = {"effective": date(2025, 1, 1), "expiration": date(2025, 12, 31)}
THIS_YEAR = {"effective": date(2026, 1, 1), "expiration": date(2026, 12, 31)}
NEXT_YEAR = {"effective": date(2027, 1, 1), "expiration": date(2027, 12, 31)}


def fill(count: int, upcoming: int = 0) -> None:
    """So many orders that count, the last of them upcoming."""
    for number in range(count):
        days = NEXT_YEAR if number >= count - upcoming else THIS_YEAR
        create_order(OrderFacts(f"FULL-{number}", "EUR", lines=[], **days), today=TODAY)


def active(today: date) -> int:
    return active_room(today).active


@pytest.mark.django_db
def test_the_hundred_and_first_active_order_is_refused_and_leaves_nothing(door, today):
    with door("initech"):
        fill(100, upcoming=3)
        with pytest.raises(TooManyActive, match=r"^100 of 100 active purchase orders"):
            order("PO-101")
        assert not PurchaseOrder.objects.filter(po_id="PO-101").exists()
        order("PO-102", is_suspended=True)
        assert active(today) == 100


@pytest.mark.django_db
def test_with_97_active_and_3_upcoming_nothing_more_becomes_active_in_any_way(door, today):
    with door("initech"):
        suspended, old = order("PO-S", is_suspended=True), order("PO-X", **LAST_YEAR)
        facts = order_detail(old.public_id, today).facts
        fill(100, upcoming=3)
        for act in (
            lambda: order("PO-101"),
            lambda: set_suspended([suspended.pk], suspended=False, today=today),
            lambda: edit_order(old.pk, replace(facts, expiration=date(2026, 12, 31)), today=today),
        ):
            with pytest.raises(TooManyActive, match=r"^100 of 100 active purchase orders"):
                act()
        order("PO-T", is_suspended=True)
        assert active(today) == 100


SENTENCE = "100 of 100 active purchase orders. Suspend one, or let one expire, then try again."


class TestEveryWayInOfAHouseWithAHundred:
    """The hundred-and-first is refused with one sentence, by whatever way it comes; nothing is left of it."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def hundred(self, door, fixed_day) -> Iterator[None]:
        with door("initech"):
            fill(100, upcoming=3)
            order("PO-S", is_suspended=True)
        yield
        with door("initech"):
            assert (active(TODAY), PurchaseOrder.objects.count()) == (100, 101)

    @pytest.fixture
    def betty(self, browser_of):
        return browser_of("initech", "betty")

    def test_one_re_activation(self, betty, door):
        with door("initech"):
            page = reverse("purchase_orders:reactivation", args=[PurchaseOrder.objects.get(po_id="PO-S").public_id])
        assert SENTENCE in words_of(betty.post(page))

    def test_re_activations_together_before_and_after_confirming(self, door):
        with door("initech"):
            suspended = PurchaseOrder.objects.filter(po_id="PO-S")
            [judged] = judged_for_reactivation(present_orders().filter(po_id="PO-S"), TODAY)
            item = Item(1, suspended.get().public_id, "PO-S", "EUR", None)
            [outcome] = reactivate_chosen([item], Instruction(today=TODAY))
            assert (judged.left_out, outcome.words) == (SENTENCE, SENTENCE)

    def test_a_duplicate(self, betty, door):
        with door("initech"):
            page = f"/purchase-orders/new/?copy={order_row('PO-S').public_id}"
        assert SENTENCE in words_of(betty.post(page, form_of(betty.get(page), po_id="PO-101")))

    def test_an_order_sent_by_a_program(self, betty, door):
        with door("initech"):
            account = Account.objects.get(email="betty@initech.example")
            token = make_token(account, TokenWish("ERP", account.permissions), by=account).text
        sent = {
            "po_id": "PO-101",
            "currency": "EUR",
            "effective": "2026-01-01",
            "expiration": "2099-12-31",
            "lines": [],
        }
        answer = Caller("initech", token).send("POST", "/purchase-orders", json.dumps(sent))
        assert (answer.status_code, answer.json()["detail"]) == (422, SENTENCE)

    @pytest.mark.parametrize("kind", ["workbook", "UBL order"])
    def test_a_file(self, betty, kind):
        sheet = filled(GOOD | {"Effective": date(2026, 1, 1), "Expiration": "2099-12"})
        xml = order_xml(HEAD.replace("2026-06-20", "2099-06-20"))
        file = {"workbook": ("orders.xlsx", sheet), "UBL order": ("order.xml", xml)}[kind]
        answer = betty.post("/imports/new/purchase-orders/", {"file": SimpleUploadedFile(*file)}, follow=True)
        assert SENTENCE in words_of(answer)


def order_row(po_id: str) -> PurchaseOrder:
    return PurchaseOrder.objects.get(po_id=po_id)


class TestAFullHouse:
    """As with a hundred, in a house that has room for five."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def full(self, door) -> Iterator[None]:
        with door("initech"):
            ActiveLimit.objects.update(most=5)
            fill(5, upcoming=2)
            yield

    def test_an_upcoming_order_is_refused_too(self):
        with pytest.raises(TooManyActive):
            order("PO-101", **NEXT_YEAR)

    def test_a_suspended_order_and_an_expired_one_are_taken(self, today):
        order("PO-101", is_suspended=True)
        order("PO-102", **LAST_YEAR)
        assert active(today) == 5

    def test_a_suspended_order_cannot_be_re_activated(self, today):
        kept = order("PO-101", is_suspended=True)
        with pytest.raises(TooManyActive):
            set_suspended([kept.pk], suspended=False, today=today)
        assert PurchaseOrder.objects.get(pk=kept.pk).is_suspended

    def test_a_suspended_order_that_is_expired_can_be_re_activated(self, today):
        kept = order("PO-101", is_suspended=True, **LAST_YEAR)
        assert set_suspended([kept.pk], suspended=False, today=today) == 1
        assert active(today) == 5

    def test_an_expired_order_cannot_be_extended_into_today(self, today):
        old = order("PO-101", **LAST_YEAR)
        facts = order_detail(old.public_id, today).facts
        with pytest.raises(TooManyActive):
            edit_order(old.pk, replace(facts, expiration=today), today=today)
        edit_order(old.pk, replace(facts, expiration=date(2026, 11, 19)), today=today)

    def test_an_active_order_can_be_edited_and_extended(self, today):
        one = PurchaseOrder.objects.get(po_id="FULL-0")
        facts = order_detail(one.public_id, today).facts
        edit_order(one.pk, replace(facts, expiration=date(2027, 6, 30)), today=today)
        assert active(today) == 5

    def test_suspending_one_re_activating_another_and_deleting_make_room(self, today):
        first, second = PurchaseOrder.objects.filter(po_id__in=["FULL-0", "FULL-1"]).order_by("pk")
        set_suspended([first.pk], suspended=True, today=today)
        order("PO-101")
        with pytest.raises(TooManyActive):
            set_suspended([first.pk], suspended=False, today=today)
        delete_order(second.pk)
        assert set_suspended([first.pk], suspended=False, today=today) == 1

    def test_an_order_that_expires_makes_room_the_day_after(self):
        ending = PurchaseOrder.objects.get(po_id="FULL-0")
        PurchaseOrder.objects.filter(pk=ending.pk).update(expiration=date(2026, 11, 30))
        with pytest.raises(TooManyActive):
            order("PO-101", today=date(2026, 11, 30))
        order("PO-101", today=date(2026, 12, 1))

    def test_re_activating_several_is_all_or_nothing(self, today):
        first = order("PO-101", is_suspended=True)
        second = order("PO-102", is_suspended=True)
        set_suspended([PurchaseOrder.objects.get(po_id="FULL-0").pk], suspended=True, today=today)
        with pytest.raises(TooManyActive):
            set_suspended([first.pk, second.pk], suspended=False, today=today)
        assert active(today) == 4

    def test_what_is_active_already_is_not_counted_again(self, today):
        ids = list(PurchaseOrder.objects.values_list("pk", flat=True))
        assert set_suspended(ids, suspended=False, today=today) == 0


def test_of_two_people_adding_the_hundredth_at_once_one_is_refused(committed, door, today):
    with door("initech"):
        fill(99)
    both = Barrier(2)

    def add(po_id: str) -> str:
        try:
            with door("initech"):
                both.wait(5)
                return create_order(OrderFacts(po_id, "EUR", lines=[], **THIS_YEAR), today=today).po_id
        except TooManyActive:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = sorted(people.map(add, ["PO-A", "PO-B"]))
    assert answers in (["PO-A", "refused"], ["PO-B", "refused"])
    with door("initech"):
        assert active(today) == 100


def test_of_extending_and_re_activating_the_same_order_at_once_neither_passes_the_limit(committed, door, today):
    with door("initech"):
        fill(100)
        old = order("OLD", is_suspended=True, **LAST_YEAR)
        facts = order_detail(old.public_id, today).facts
    extended = replace(facts, expiration=date(2026, 12, 31))
    both = Barrier(2)

    def at_once(act) -> None:
        try:
            with door("initech"):
                both.wait(5)
                act()
        except TooManyActive:
            pass
        finally:
            connection.close()

    acts = [
        lambda: edit_order(old.pk, extended, today=today),
        lambda: set_suspended([old.pk], suspended=False, today=today),
    ]
    with ThreadPoolExecutor(2) as people:
        list(people.map(at_once, acts))
    with door("initech"):
        assert active(today) == 100


def test_of_two_people_adding_the_same_id_at_once_one_is_refused(committed, door):
    both = Barrier(2)

    def add(po_id: str) -> str:
        try:
            with door("initech"):
                both.wait(5)
                order(po_id, lines=[po_line()])
                return "added"
        except Refusal as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = sorted(people.map(add, ["PO-1", " po-1 "]))
    assert answers == ["OrderIdTaken", "added"]


def test_of_two_people_saving_the_same_version_at_once_one_is_told(committed, door, today):
    with door("initech"):
        made = order("PO-1")
        facts = order_detail(made.public_id, today).facts
    both = Barrier(2)

    def save(words: str) -> str:
        try:
            with door("initech"):
                both.wait(5)
                edit_order(made.pk, replace(facts, description=words), today=today, expected_edited_at=made.edited_at)
                return words
        except Refusal as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = sorted(people.map(save, ["Mine", "Theirs"]))
    assert "ChangedMeanwhile" in answers
    with door("initech"):
        assert PurchaseOrder.objects.get().description in answers
