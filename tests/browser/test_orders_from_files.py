"""In a real browser: the template is downloaded, filled in, sent with a mistake, corrected, confirmed and undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import go
from tests.purchase_orders.from_files.sheets import GOOD, LINE, filled
from tests.purchase_orders.ubl_order.orders import order_xml

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[..., Page]
ROWS = ({"Description": "Cloud of the shop", "Tax %": "19", "Line": "1"} | GOOD, {"PO ID": "PO-1", "Line": "2"} | LINE)


def send(page: Page, *paths: Path) -> None:
    page.get_by_label("Files").set_input_files([str(path) for path in paths])
    page.get_by_role("button", name="Show what was understood").click()


def is_sound(page: Page) -> None:
    """Nothing that axe names, and no sideways scrolling."""
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_orders_come_in_by_the_template_and_go_again(signed_in: Enter, tmp_path):
    page = signed_in("initech", "betty")
    go(page, "/purchase-orders/")
    page.get_by_role("link", name="Import", exact=True).click()
    is_sound(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the template").click()
    download.value.save_as(tmp_path / "orders.xlsx")
    empty, path = (tmp_path / "orders.xlsx").read_bytes(), tmp_path / "filled.xlsx"
    path.write_bytes(filled(*ROWS, GOOD | {"PO ID": "PO-2", "Quantity": "many"}, empty=empty))
    send(page, path)
    expect(page.locator("#problems")).to_contain_text("Purchase orders!T4")
    expect(page.get_by_role("button", name="Create")).to_have_count(0)
    is_sound(page)
    path.write_bytes(filled(*ROWS, GOOD | {"PO ID": "PO-2"}, empty=empty))
    page.get_by_role("link", name="Send another file").click()
    send(page, path)
    expect(page.locator("#understood")).to_contain_text("Cloud of the shop")
    is_sound(page)
    page.get_by_role("button", name="Create 2 purchase orders").click()
    expect(page.locator("#toasts")).to_contain_text("2 purchase orders created.")
    page.get_by_role("link", name="Back to the list").click()
    for po_id in ("PO-1", "PO-2"):
        expect(page.get_by_role("link", name=po_id, exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Undo the import").click()
    expect(page.locator("#toasts")).to_contain_text("The import is undone")
    go(page, "/purchase-orders/")
    expect(page.get_by_role("link", name="PO-1", exact=True)).to_have_count(0)


def test_on_a_phone_in_the_dark_a_ubl_order_is_understood_and_created(signed_in: Enter, tmp_path):
    (tmp_path / "order.xml").write_bytes(order_xml())
    page = signed_in("initech", "betty", width=390, theme="dark")
    go(page, "/imports/new/purchase-orders/")
    is_sound(page)
    send(page, tmp_path / "order.xml")
    expect(page.locator("#understood")).to_contain_text("Umbrella is no supplier here yet; it is added with the order.")
    is_sound(page)
    page.get_by_role("button", name="Create 1 purchase order").click()
    page.get_by_role("link", name="PO-77").click()
    expect(page.get_by_role("heading", name="PO-77")).to_be_visible()


def test_without_a_script_an_order_is_understood_confirmed_and_undone(plain: Enter, tmp_path):
    (tmp_path / "orders.xlsx").write_bytes(filled(*ROWS))
    page = plain("initech", "betty")
    go(page, "/imports/new/purchase-orders/")
    send(page, tmp_path / "orders.xlsx")
    expect(page.locator("#understood")).to_contain_text("Cloud of the shop")
    page.get_by_role("button", name="Create 1 purchase order").click()
    expect(page.locator("#toasts")).to_contain_text("1 purchase order created.")
    page.get_by_role("button", name="Undo the import").click()
    expect(page.locator("#toasts")).to_contain_text("The import is undone")
