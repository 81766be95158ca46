"""Many rows at once in a real browser: all that match, cancelled on the way, the rest gone on with, undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from purchase_orders.models import PurchaseOrder
from tests.browser.keys import choose
from tests.browser.pages import go
from tests.bulk.many import many_orders
from tests.logins import connected

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOCK = 'SELECT 1 FROM "{}".purchase_orders_purchaseorder WHERE po_id = %s FOR UPDATE'


@contextmanager
def held(schema: str, po_id: str) -> Iterator[None]:
    """Somebody else holds this order: the chunk it is in waits."""
    with connected("superuser") as server, server.transaction():
        server.execute(LOCK.format(schema), [po_id])
        yield


def suspended(door) -> int:
    with door("initech"):
        return PurchaseOrder.objects.filter(is_suspended=True).count()


def test_all_that_match_are_suspended_cancelled_on_the_way_gone_on_with_and_undone(committed, door, cast, signed_in):
    with door("initech"):
        many_orders(1_200)
    page = signed_in("initech", "betty")
    go(page, "/purchase-orders/")
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.get_by_label("Select all 1,200 that match")).to_be_checked()
    page.get_by_role("button", name="Suspend", exact=True).click()
    expect(page.locator("h1")).to_have_text("Suspend 1,200 purchase orders")
    with held(cast["initech"].schema_name, "PO-000600"):
        page.get_by_role("button", name="Suspend 1,200 purchase orders").click()
        expect(page.get_by_text(re.compile("^500 of 1,200"))).to_be_visible()
        page.get_by_role("button", name="Cancel the rest").click()
        expect(page.get_by_text("stops after the present rows")).to_be_visible()
        page.wait_for_timeout(2_500)
    expect(page.get_by_text("It was stopped")).to_be_visible()
    assert suspended(door) == 1_000
    page.get_by_role("button", name="Go on with the rest").click()
    page.get_by_role("button", name="Undo for these 1,200").click()
    expect(page.locator("h1")).to_have_text("Undo: re-activate 1,200 purchase orders")
    expect(page.get_by_text("It goes on in the background")).to_be_hidden()
    assert suspended(door) == 0


@pytest.mark.parametrize("width", [1440, 390])
def test_many_rows_are_paged_chosen_acted_on_and_cancelled_by_keys_alone(committed, door, cast, signed_in, width):
    with door("initech"):
        many_orders(1_200)
    page = signed_in("initech", "betty", width=width)
    go(page, "/purchase-orders/")
    page.keyboard.press("n")
    expect(page.locator("#pagination")).to_contain_text("51–100 of 1,200")
    page.keyboard.press("p")
    expect(page.locator("#pagination")).to_contain_text("1–50 of 1,200")
    page.keyboard.press("a")
    page.keyboard.press("a")
    expect(page.get_by_label("Select all 1,200 that match")).to_be_checked()
    page.keyboard.press("b")
    expect(page.locator(".bulkbar-actions :focus")).to_have_text("Suspend")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Suspend 1,200 purchase orders")
    with held(cast["initech"].schema_name, "PO-000600"):
        choose(page, "Suspend 1,200 purchase orders")
        expect(page.get_by_text(re.compile("^500 of 1,200"))).to_be_visible(timeout=20_000)
        choose(page, "Cancel the rest")
        expect(page.get_by_text("stops after the present rows")).to_be_visible()
        page.wait_for_timeout(2_500)
    expect(page.get_by_text("It was stopped")).to_be_visible(timeout=20_000)
    assert suspended(door) == 1_000
