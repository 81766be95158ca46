"""By keys alone, wide and narrow: an issued invoice is posted anew, and a token of the API is made and revoked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from invoices.operations.issue import issue_invoices
from tests.browser.keys import choose, tab_to
from tests.browser.pages import go
from tests.building import TODAY, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.parametrize("width", [1440, 390])]


def test_the_posting_date_of_an_issued_invoice_is_changed(committed, door, signed_in, width):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=TODAY)
    page = signed_in("acme", "ada", width=width)
    go(page, f"/invoices/{document.public_id}/")
    choose(page, "Change posting date")
    expect(page.get_by_role("heading", name="Change the posting date")).to_be_visible()
    tab_to(page, "Posting date")
    page.keyboard.type("11252026")
    choose(page, "Change posting date")
    expect(page.locator("#headline")).to_contain_text("25 Nov 2026")


def test_a_token_is_made_and_revoked(committed, signed_in, width):
    page = signed_in("acme", "ada", width=width)
    go(page, "/my-account/tokens/")
    tab_to(page, "Name")
    page.keyboard.type("ERP")
    tab_to(page, "See invoices")
    page.keyboard.press("Space")
    choose(page, "Make token")
    expect(page.locator("#token-text")).not_to_be_empty()
    choose(page, "I have copied it")
    expect(page.get_by_role("link", name="Revoke ERP")).to_be_visible()
    choose(page, "Revoke ERP")
    expect(page.get_by_role("button", name="Revoke token")).to_be_visible()
    choose(page, "Revoke token")
    expect(page.locator("#toasts")).to_contain_text("The token ERP is revoked.")
    expect(page.get_by_role("link", name="Revoke ERP")).to_have_count(0)
