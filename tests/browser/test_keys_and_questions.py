"""Keys, dialogs, drawer and toasts in a real browser: what the help names works, and focus comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import go
from tests.building import draft, order

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SELECT_ALL = "Select all on this page, then all that match"
DO = "Go to what can be done with them"
EVERYTHING = "Search everything"
EVERYWHERE = ["Close a menu or a question", "This help"]


def shown_keys(page: Page) -> list[str]:
    page.keyboard.press("?")
    lines = page.locator("#shortcuts li:visible").all_inner_texts()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    return [line.split("\n")[0].strip() for line in lines]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name"))


def test_the_help_names_the_keys_of_this_page_and_they_work(committed, door, signed_in):
    with door("acme"):
        draft("initech")
        draft("globex")
    page = signed_in("acme", "bill")
    go(page, "/invoices/outgoing/")
    rows, ticks = ["Next, previous row", "Open the row"], ["Select the row", "Select a range", SELECT_ALL, DO]
    around = ["Search this list", "Filter", "Columns", "Views"]
    assert shown_keys(page) == [EVERYTHING, *around, *rows, "Edit the row", *ticks, *EVERYWHERE]
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.press("j")
    assert page.locator("main [name=q]").input_value() == "j"
    page.locator("main [name=q]").fill("")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator(".row-check").first.is_checked()
    expect(page.get_by_role("button", name="Verify and issue")).to_be_visible()
    expect(page.get_by_role("button", name="Issue", exact=True)).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator(".bulk-count")).to_have_text("2")
    page.keyboard.press("x")
    page.keyboard.press("a")
    expect(page.locator(".bulk-count")).to_have_text("2")
    expect(page.get_by_label("Select all 2 that match")).not_to_be_checked()
    page.keyboard.press("a")
    expect(page.get_by_label("Select all 2 that match")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Draft")
    assert shown_keys(page) == [EVERYTHING, *EVERYWHERE]


def test_the_first_stop_of_the_keyboard_skips_to_the_content(committed, signed_in):
    page = signed_in("acme", "bill")
    page.reload()
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_question_gives_the_focus_back_when_it_is_dismissed(committed, door, signed_in):
    with door("acme"):
        document = draft()
    page = signed_in("acme", "bill")
    go(page, f"/invoices/{document.public_id}/")
    page.get_by_role("link", name="Delete").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Delete this draft?")
    assert focused(page) == "Keep it"
    page.keyboard.press("Escape")
    assert focused(page) == "Delete"


def test_a_changed_form_asks_before_it_is_left_and_an_unchanged_one_does_not(committed, signed_in):
    page = signed_in("acme", "bill")
    go(page, "/invoices/new/")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("h1")).to_have_text("Outgoing invoices")
    go(page, "/invoices/new/")
    page.get_by_label("Description").first.fill("Licences")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_contain_text("Discard what you typed?")
    page.get_by_role("button", name="Keep editing").click()
    assert page.get_by_label("Description").first.input_value() == "Licences"
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Mails").click()
    page.get_by_role("link", name="Discard changes").click()
    expect(page.locator("h1")).to_have_text("Mails")


def test_the_totals_of_a_draft_are_asked_for_once(committed, signed_in):
    page = signed_in("acme", "bill")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/preview/") else None)
    go(page, "/invoices/new/")
    page.wait_for_timeout(1500)
    assert len(asked) == 1


def test_a_part_that_does_not_come_is_offered_again(committed, door, signed_in):
    with door("initech"):
        made = order("PO-1")
    page = signed_in("initech", "ada")
    page.route("**/of-order/**", lambda route: route.abort())
    go(page, f"/purchase-orders/{made.public_id}/")
    expect(page.locator("#toasts")).to_contain_text("That did not work")
    page.unroute("**/of-order/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Matched invoices and credit notes")).to_be_visible()
    expect(page.locator("#toasts")).not_to_contain_text("That did not work")


def test_on_a_phone_the_menu_is_a_drawer(committed, signed_in):
    page = signed_in("acme", "bill", width=390)
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Open menu").click()
    expect(menu.get_by_role("link", name="Dashboard")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_suspending_is_undone_from_its_toast(committed, door, signed_in):
    with door("initech"):
        made = order("PO-1")
    page = signed_in("initech", "betty")
    go(page, f"/purchase-orders/{made.public_id}/")
    page.get_by_role("link", name="Suspend").click()
    page.get_by_role("button", name="Suspend purchase order").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("PO-1 re-activated.")
