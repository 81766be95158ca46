"""The search over everything in a real browser: by keys alone, without a script, and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from invoices.operations.issue import issue_invoices
from tests.browser.pages import go
from tests.building import TODAY, order, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def books(committed, door):
    with door("initech"):
        order("CLOUD-2026")
        order("CLOUD-2027")
    with door("acme"):
        issue_invoices([verified("initech").pk], today=TODAY)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.name")).split("\n")[0]


def test_everything_is_found_and_opened_by_keys_alone(books, signed_in):
    page = signed_in("initech", "ada")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search everything")).to_be_visible()
    page.keyboard.type("cloud")
    hits = page.locator("#search .search-hit")
    expect(hits).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert focused(page) == "CLOUD-2027"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "CLOUD-2026"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("CLOUD-2027")


def test_escape_closes_it_and_what_was_typed_is_there_again(books, signed_in):
    page = signed_in("initech", "ada")
    page.get_by_role("link", name="Search everything").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("119")
    expect(page.locator("#search .search-hit")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "search-button"
    page.keyboard.press("Control+k")
    assert page.locator("#search input").input_value() == "119"
    page.keyboard.type("cloud")
    expect(page.locator("#search .search-hit")).to_have_count(2)
    page.locator("#search input").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=cloud")
    expect(page.locator("#found .search-hit")).to_have_count(2)


def test_it_opens_from_a_field_and_not_over_another_question(books, signed_in):
    page = signed_in("initech", "ada")
    go(page, "/purchase-orders/")
    page.keyboard.press("/")
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.locator("#search")).to_be_hidden()


def test_on_a_phone_it_is_a_button_that_fills_the_screen(books, signed_in):
    page = signed_in("initech", "ada", width=390)
    page.get_by_role("link", name="Search everything").click()
    page.keyboard.type("cloud")
    expect(page.locator("#search .search-hit")).to_have_count(2)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
