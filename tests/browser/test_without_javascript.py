"""Every form works in a browser that runs no script: by link, form and a page that asks once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from billing_platform.notifications.models import Mail
from tests.building import draft, order, verified
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[[str, str], Page]


@pytest.fixture
def plain(chromium: Browser, site: str) -> Iterator[Enter]:
    """`plain("acme", "bill")`: signed in by the form, without scripts."""
    contexts = []

    def enter(organization: str, person: str) -> Page:
        context = chromium.new_context(java_script_enabled=False)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto(f"http://{organization}.localhost:{site}/")
        page.get_by_label("E-mail").fill(f"{person}@{organization}.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield enter
    for context in contexts:
        context.close()


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/", 3)[:3]) + path)


def test_a_draft_gets_a_second_line_is_saved_and_deleted(committed, plain):
    page = plain("acme", "bill")
    go(page, "/invoices/new/")
    page.get_by_label("Buyer", exact=True).select_option(label="Initech AG")
    page.get_by_label("Description").first.fill("Licences")
    page.get_by_label("Unit price").first.fill("1,250.50")
    page.get_by_role("button", name="Add line").click()
    expect(page.get_by_label("Description")).to_have_count(2)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#main")).to_contain_text("1,488.10")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Delete draft").click()
    expect(page.locator("#toasts")).to_contain_text("The draft for Initech AG is deleted.")


def test_a_verified_invoice_goes_back_with_a_reason(committed, door, plain):
    with door("acme"):
        document = verified()
    page = plain("acme", "bill")
    go(page, f"/invoices/{document.public_id}/")
    page.get_by_role("link", name="Back to draft").click()
    page.get_by_role("button", name="Back to draft").click()
    expect(page.locator("#main")).to_contain_text("Say why it goes back to draft.")
    page.get_by_label("Reason").fill("wrong price")
    page.get_by_role("button", name="Back to draft").click()
    expect(page.locator("#happened")).to_contain_text("Back to draft by Bill: wrong price")


def test_many_are_verified_and_issued_from_the_list(committed, door, plain):
    with door("acme"):
        draft()
    page = plain("acme", "bill")
    go(page, "/invoices/outgoing/")
    page.locator(".row-check").first.check()
    page.get_by_role("button", name="Verify and issue").click()
    expect(page.get_by_role("heading", name="Invoice by invoice")).to_be_visible()
    page.get_by_role("button", name="Issue 1 invoice").click()
    expect(page.get_by_role("heading", name="Result of issuing")).to_be_visible()
    for _ in range(60):
        if page.get_by_text("INV-2026-000001").count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("the invoice was not issued")


def test_a_purchase_order_is_written_suspended_brought_back_and_deleted(committed, plain):
    page = plain("initech", "betty")
    go(page, "/purchase-orders/new/")
    page.get_by_label("PO ID").fill("PO-7")
    page.get_by_label("Effective from").fill("2026-01")
    page.get_by_label("Expires after").fill("2026-12")
    page.get_by_label("Quantity").first.fill("10")
    page.get_by_label("Unit price").first.fill("1.000")
    page.get_by_role("button", name="Create purchase order").click()
    expect(page.locator("#form-errors")).to_contain_text("Write 1000 or 1.0000.")
    page.get_by_label("Unit price").first.fill("1.000,00")
    page.get_by_role("button", name="Create purchase order").click()
    expect(page.locator("#headline")).to_contain_text("10,000.00")
    page.get_by_role("link", name="Suspend").click()
    page.get_by_role("button", name="Suspend 1 purchase order").click()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("PO-7 re-activated.")
    page.goto(f"{page.url}deletion/")
    page.get_by_role("button", name="Delete purchase order").click()
    expect(page.locator("#toasts")).to_contain_text("Purchase order PO-7 deleted.")


def test_a_file_is_uploaded_and_its_refusal_told(committed, plain, tmp_path: Path):
    (tmp_path / "letter.xml").write_text("<letter/>")
    page = plain("initech", "betty")
    go(page, "/invoices/upload/")
    page.get_by_label("Files").set_input_files(tmp_path / "letter.xml")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#main")).to_contain_text("letter.xml")


def test_a_failed_mail_is_sent_again(committed, door, plain):
    with door("acme"):
        mail = Mail.objects.create(recipient="a@b.example", subject="S", text="T", state="failed", error="refused")
    page = plain("acme", "bill")
    go(page, f"/mails/{mail.public_id}/")
    page.get_by_role("button", name="Send mail again").click()
    expect(page.locator("#toasts")).to_contain_text("The mail is on its way again.")


def test_the_appearance_and_a_wrong_password_on_my_account(committed, plain):
    page = plain("initech", "betty")
    go(page, "/my-account/")
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("button", name="Use it in this browser").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_label("Present password").fill("wrong")
    page.get_by_label("New password", exact=True).fill("quite another sentence")
    page.get_by_label("New password again").fill("quite another sentence")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator("#form-errors")).to_contain_text("This is not the password you sign in with.")


def test_the_bell_and_the_menu_of_the_account_open(committed, door, plain):
    with door("initech"):
        order("PO-1")
    page = plain("initech", "ada")
    page.get_by_role("button", name="What needs you: nothing").click()
    expect(page.locator("#bell")).to_contain_text("Nothing waits for you.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Account of Ada").click()
    page.get_by_role("link", name="My account").click()
    page.locator("#billing").get_by_role("link", name="Purchase orders").click()
    expect(page.get_by_role("link", name="PO-1")).to_be_visible()
