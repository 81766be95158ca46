"""In a real browser: the supplier writes and issues an invoice, the buyer has it, matched, explained and told about."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ledger.books import check_books
from tests.browser.pages import go, sign_in
from tests.building import order
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[..., Page]


@pytest.fixture
def initech_has_a_po(committed, door):
    with door("initech"):
        order("CLOUD-2026")


def write_and_issue(page: Page) -> None:
    page.get_by_role("link", name="Create invoice").first.click()
    page.get_by_label("Buyer", exact=True).select_option(label="Initech AG")
    page.get_by_label("Description").first.fill("Licences")
    page.get_by_label("Unit price").first.fill("500.00")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Verify and issue").click()
    page.get_by_role("button", name="Verify and issue 1 invoice").click()


def wait_for(page: Page, path: str, text: str) -> None:
    """Load the page until the worker has done its part."""
    for _ in range(40):
        go(page, path)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} did not appear on {path}")


def test_issue_at_the_suppliers_host_and_find_it_matched_at_the_buyers(initech_has_a_po, signed_in: Enter, door):
    supplier = signed_in("acme", "bill")
    write_and_issue(supplier)
    wait_for(supplier, "/invoices/outgoing/", "INV-2026-000001")
    buyer = signed_in("initech", "betty")
    buyer.get_by_role("link", name="Incoming invoices").click()
    buyer.get_by_role("link", name="INV-2026-000001").click()
    expect(buyer.get_by_role("heading", name="Why this PO?")).to_be_visible()
    expect(buyer.locator('li[data-verdict="chosen"]')).to_contain_text("CLOUD-2026")
    buyer.get_by_role("link", name="Purchase orders").first.click()
    buyer.get_by_role("link", name="CLOUD-2026").first.click()
    expect(buyer.locator("#main")).to_contain_text("595.00")
    expect(buyer.get_by_role("link", name="CLOUD-2026: line 1 is below 75 %")).to_be_visible()
    buyer.get_by_role("link", name="Mails").click()
    expect(buyer.locator("#main")).to_contain_text("CLOUD-2026: line 1 is below 75 %")
    for name in ("acme", "initech"):
        with door(name):
            assert list(check_books()) == []


def test_the_stranger_finds_nothing_of_it(initech_has_a_po, signed_in: Enter, site: str):
    supplier = signed_in("acme", "bill")
    write_and_issue(supplier)
    wait_for(supplier, "/invoices/outgoing/", "INV-2026-000001")
    supplier.get_by_role("link", name="INV-2026-000001").click()
    address = supplier.url.replace("acme.localhost", "hooli.localhost")
    stranger = signed_in("hooli", "ada")
    answer = stranger.goto(address)
    assert answer is not None
    assert answer.status == 404


def test_without_javascript_an_invoice_is_written_and_issued_all_the_same(initech_has_a_po, chromium, signed_in, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://acme.localhost:{site}/")
    sign_in(page, "bill@acme.example", PASSWORD)
    write_and_issue(page)
    wait_for(page, "/invoices/outgoing/", "INV-2026-000001")
    context.close()
