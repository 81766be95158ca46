"""The history of one purchase order in a real browser: a list like any other, by keyboard, and its link for others."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from purchase_orders.models import PurchaseOrder
from tests.browser.pages import broken, go
from tests.building import order

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def history(committed, door) -> str:
    """The address of the history of PO-1, which was suspended and lost its contact."""
    with door("initech"):
        made = order("PO-1")
        made.contacts.all().delete()
        PurchaseOrder.objects.filter(pk=made.pk).update(is_suspended=True)
        order("PO-2")
        return f"/history/orders/{made.public_id}/"


@pytest.mark.parametrize("width", [1440, 390])
def test_the_history_of_an_order_is_narrowed_by_keys_and_stays_that_of_the_order(history, signed_in, width):
    page = signed_in("initech", "otto", width=width)
    page.emulate_media(reduced_motion="reduce")
    go(page, history)
    expect(page.locator("[data-rows] > tr")).to_have_count(5)
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("f")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Done").select_option("Deleted")
    dialog.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] > tr")).to_have_count(1)
    assert history in page.url
    page.get_by_role("link", name="Remove filter Done").click()
    expect(page.locator("[data-rows] > tr")).to_have_count(5)


def test_the_link_to_a_view_is_copied(history, signed_in):
    page = signed_in("initech", "otto")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    go(page, f"{history}?done=I")
    page.keyboard.press("v")
    dialog = page.get_by_role("dialog")
    page.emulate_media(reduced_motion="reduce")
    expect(dialog.get_by_label("Link to this view")).to_be_visible()
    assert broken(page) == []
    dialog.get_by_role("button", name="Copy link to this view").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == dialog.get_by_label("Link to this view").input_value()
    page.goto(link)
    expect(page.locator("[data-rows] > tr")).to_have_count(3)
