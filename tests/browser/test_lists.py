"""A list in a real browser, by keyboard alone, wide and narrow: find, shape, save, share; and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import broken, go
from tests.building import draft, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIST = "/invoices/outgoing/"


@pytest.fixture
def documents(committed, door):
    with door("acme"):
        draft("initech")
        draft("globex")
        verified("initech", po_number="PO-7")


def heads(page: Page) -> list[str]:
    return [each.strip() for each in page.locator("thead th:not(.check)").all_text_contents()]


@pytest.mark.parametrize("width", [1440, 390])
def test_columns_are_chosen_and_moved_by_keys_alone(documents, signed_in, width):
    page = signed_in("acme", "bill", width=width)
    go(page, LIST)
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Remembered for you.")
    page.emulate_media(reduced_motion="reduce")
    assert broken(page) == []
    dialog.get_by_role("checkbox", name="Kind").focus()
    page.keyboard.press("Space")
    dialog.get_by_role("button", name="Move Total up").focus()
    for _ in range(30):
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Move Total up"
    dialog.get_by_role("button", name="Show these columns").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("thead th").nth(2)).to_have_text("Total")
    assert heads(page)[:2] == ["Number", "Total"]
    assert "Kind" not in heads(page)
    expect(page.locator("[data-rows] td[data-label=Total]").first).to_be_visible()
    go(page, "/")
    go(page, LIST)
    assert heads(page)[:2] == ["Number", "Total"]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_list_is_narrowed_saved_as_a_view_and_shared_by_keys_alone(documents, signed_in, width):
    page = signed_in("acme", "bill", width=width)
    go(page, LIST)
    page.keyboard.press("f")
    page.get_by_label("Currency").focus()
    page.keyboard.type("EUR")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Currency EUR")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("initech")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows] > tr")).to_have_count(2)
    page.keyboard.press("v")
    expect(page.get_by_label("Name of the view as it is now")).to_be_focused()
    assert broken(page) == []
    page.keyboard.type("Initech in euros")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("View “Initech in euros” saved for everybody.")
    expect(page.locator("#views [aria-current]")).to_have_text("Initech in euros")
    colleague = signed_in("acme", "ada", width=width)
    go(colleague, LIST)
    colleague.get_by_role("link", name="Initech in euros shared").click()
    expect(colleague.locator("[data-rows] > tr")).to_have_count(2)
    assert "q=initech" in colleague.url


def test_a_view_is_deleted_and_brought_back_from_its_toast(documents, signed_in):
    page = signed_in("acme", "bill")
    go(page, f"{LIST}?view=drafts")
    page.keyboard.press("v")
    page.get_by_label("Name of the view as it is now").fill("Mine")
    page.keyboard.press("Enter")
    expect(page.locator("#views [aria-current]")).to_have_text("Mine")
    page.keyboard.press("v")
    page.get_by_role("button", name="Delete Mine").click()
    expect(page.locator("#views")).not_to_contain_text("Mine")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#views [aria-current]")).to_have_text("Mine")


def test_rows_are_walked_opened_and_edited_by_keys(documents, signed_in):
    page = signed_in("acme", "bill")
    go(page, f"{LIST}?view=drafts")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-rows] > tr").nth(1).locator("a.cell-main")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")
    go(page, f"{LIST}?view=drafts")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Draft")


def test_escape_closes_the_dialog_and_gives_the_focus_back(documents, signed_in):
    page = signed_in("acme", "bill")
    go(page, LIST)
    page.get_by_role("link", name="Columns").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Columns"


def test_row_height_and_page_size_stay_chosen(documents, signed_in):
    page = signed_in("acme", "bill")
    go(page, LIST)
    page.get_by_role("button", name="Compact rows").click()
    expect(page.locator("table[data-density=compact]")).to_be_visible()
    page.get_by_role("button", name="25 rows on a page").click()
    expect(page.get_by_role("button", name="25 rows on a page")).to_have_attribute("aria-current", "true")
    go(page, LIST)
    expect(page.locator("table[data-density=compact]")).to_be_visible()
    expect(page.get_by_role("button", name="25 rows on a page")).to_have_attribute("aria-current", "true")


def test_a_number_is_edited_in_its_row_and_brought_back(documents, signed_in):
    page = signed_in("acme", "bill")
    go(page, "/partners/")
    field = page.get_by_label("ERP ID of Initech AG")
    field.fill("NEW-1")
    field.press("Tab")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("ERP ID of Initech AG")).to_have_value("C-3")
