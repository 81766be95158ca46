"""A list in a real browser, by keyboard alone, wide and narrow: find, shape, save, share; and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from invoices.operations.issue import issue_invoices
from tests.browser.pages import broken, go
from tests.building import TODAY, draft, verified

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


def numbers(page: Page) -> list[str]:
    return page.locator("[data-rows] a.cell-main").all_text_contents()


def test_cards_are_sorted_without_a_script_and_stay_narrowed(committed, door, plain):
    with door("acme"):
        issue_invoices([verified(to).pk for to in ("initech", "globex", "initech")], today=TODAY)
    page = plain("acme", "bill")
    page.set_viewport_size({"width": 390, "height": 900})
    go(page, f"{LIST}?view=issued&q=initech")
    newest = numbers(page)
    assert len(newest) == 2
    page.get_by_role("button", name="Sort by").click()
    page.get_by_role("link", name="Issue date, oldest first").click()
    expect(page).to_have_url(re.compile(r"\?view=issued&q=initech&sort=issue_date$"))
    assert numbers(page) == newest[::-1]
    expect(page.get_by_label("Select all on this page")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_orders_of_cards_are_accessible_and_a_wide_list_has_its_heads_alone(documents, signed_in, theme):
    page = signed_in("acme", "bill", width=390, theme=theme)
    page.emulate_media(reduced_motion="reduce")
    go(page, LIST)
    page.get_by_role("button", name="Sort by").click()
    expect(page.get_by_role("link", name="Due date, newest first")).to_be_visible()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.get_by_role("link", name="Due date", exact=True)).to_be_visible()
    expect(page.locator("#sort")).to_be_hidden()
    expect(page.locator("#sort-menu")).to_be_hidden()


def test_all_cards_of_a_page_are_ticked_by_touch(documents, signed_in):
    page = signed_in("acme", "bill", width=390)
    go(page, LIST)
    page.get_by_text("Select all on this page", exact=True).click()
    expect(page.locator(".row-check:checked")).to_have_count(3)
    expect(page.locator(".bulk-count")).to_have_text("3")
    page.get_by_text("Select all on this page", exact=True).click()
    expect(page.locator(".row-check:checked")).to_have_count(0)


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
