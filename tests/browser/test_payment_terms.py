"""Payment terms in a real browser: typed in the row with Enter and Escape, changed together, undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
GLOBEX, INITECH = "Payment terms of Globex GmbH, days", "Payment terms of Initech AG, days"


def terms(page: Page) -> Page:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + "/payment-terms/")
    return page


def test_enter_saves_the_row_and_goes_to_the_next_one(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("45")
    page.get_by_label(GLOBEX).press("Enter")
    expect(page.get_by_label(INITECH)).to_be_focused()
    row = page.locator("tr", has_text="Globex GmbH")
    expect(row).to_contain_text("Saved.")
    expect(row).to_contain_text("from 1 ")
    expect(row.get_by_text("False")).to_be_visible()
    expect(page.get_by_label(GLOBEX)).to_have_value("45")
    expect(page.get_by_label(INITECH)).to_have_value("30")


def test_escape_brings_the_old_value_back_and_a_wrong_one_is_refused_in_its_row(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("99")
    page.get_by_label(GLOBEX).press("Escape")
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
    page.get_by_label(GLOBEX).fill("1.5")
    page.get_by_label(GLOBEX).press("Enter")
    row = page.locator("tr", has_text="Globex GmbH")
    expect(row.get_by_role("alert")).to_contain_text("A fraction is not allowed.")
    expect(row.get_by_role("alert")).to_contain_text("Net 30 stays.")
    page.reload()
    expect(page.get_by_label(GLOBEX)).to_have_value("30")


def test_the_later_of_two_admins_is_told_in_the_row_and_takes_theirs_or_keeps_their_own(signed_in):
    first, second = terms(signed_in("acme", "ada")), terms(signed_in("acme", "ada"))
    first.get_by_label(GLOBEX).fill("45")
    first.get_by_label(GLOBEX).press("Enter")
    expect(first.locator("tr", has_text="Globex GmbH")).to_contain_text("Saved.")
    second.get_by_label(GLOBEX).fill("60")
    second.get_by_label(GLOBEX).press("Enter")
    expect(second.get_by_role("alert")).to_contain_text("Ada set Net 45 at")
    second.get_by_role("button", name="take Net 45").click()
    expect(second.get_by_label(GLOBEX)).to_have_value("45")


def test_an_edit_is_undone_in_its_row(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label(GLOBEX).fill("45")
    page.get_by_label(GLOBEX).press("Enter")
    page.locator("tr", has_text="Globex GmbH").get_by_role("button", name="Undo").click()
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
    expect(page.locator("tr", has_text="Globex GmbH").get_by_text("True")).to_be_visible()


def test_rows_are_changed_together_after_a_look_and_undone(signed_in):
    page = terms(signed_in("acme", "ada"))
    page.get_by_label("Select all on this page").check()
    page.get_by_role("button", name="Change terms").click()
    page.get_by_label("N days, then the end of that month").check()
    page.locator("[name=days]").fill("30")
    page.get_by_role("button", name="Look at the effect").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.get_by_role("button", name="Change 2 buyers").click()
    expect(page.get_by_role("heading", name="Terms changed")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#main").get_by_text("The terms are as they were before.")).to_be_visible()
    terms(page)
    expect(page.get_by_label(GLOBEX)).to_have_value("30")
