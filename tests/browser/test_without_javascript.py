"""Every form works in a browser that runs no script: by link, form and a page that asks once more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from billing_platform.notifications.models import Mail
from members.operations.invitations import Invitee, invite
from people.models import Account
from people.operations import create_account
from people.permissions import Permission, Role
from tests.browser.pages import go, reload_until, sign_in
from tests.browser.written import FILES
from tests.building import draft, order, verified
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def newcomers(committed: None, door) -> Iterator[None]:
    """Eve, a buyer of acme, and whoever joins in the test; their accounts go with it."""
    with door("acme"):
        create_account("eve@acme.example", "Eve", [Role.BUYER], password=PASSWORD)
    yield
    with door("acme"):
        Account.objects.filter(email__in=["eve@acme.example", "nina@acme.example"]).delete()


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
    expect(page.get_by_role("heading", name="One by one")).to_be_visible()
    page.get_by_role("button", name="Verify and issue 1 invoice").click()
    reload_until(page, "INV-2026-000001")


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
    page.get_by_role("button", name="Suspend purchase order").click()
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts")).to_contain_text("PO-7 re-activated.")
    page.goto(f"{page.url}deletion/")
    page.get_by_role("button", name="Delete purchase order").click()
    expect(page.locator("#toasts")).to_contain_text("Purchase order PO-7 deleted.")


def test_files_are_uploaded_and_their_page_tells_what_became_of_each(committed, plain, tmp_path: Path):
    (tmp_path / "letter.xml").write_text("<letter/>")
    page = plain("initech", "betty")
    go(page, "/invoices/upload/")
    page.get_by_label("Files").set_input_files([FILES / "ubl_invoice.xml", tmp_path / "letter.xml"])
    page.get_by_role("button", name="Upload files").click()
    reload_until(page, "2 of 2 read")
    expect(page.get_by_role("row").filter(has_text="letter.xml")).to_contain_text("Refused")
    page.get_by_role("link", name="ACME-2026-17").click()
    page.get_by_role("link", name="Show document").click()
    expect(page.get_by_role("row").filter(has_text="Invoice number").first).to_contain_text("ACME-2026-17")


def test_a_person_is_invited_and_the_invitation_is_sent_again_and_withdrawn(committed, plain):
    page = plain("acme", "ada")
    go(page, "/members/")
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("E-mail").fill("nina@acme.example")
    page.get_by_label("Name").fill("Nina Falk")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.locator("#form-errors")).to_contain_text("Choose at least one role.")
    page.get_by_label("Buyer").check()
    page.get_by_role("button", name="Send invitation").click()
    expect(page.locator("#toasts")).to_contain_text("The invitation for Nina Falk is on its way.")
    page.get_by_role("button", name="Send again to Nina Falk").click()
    expect(page.locator("#toasts")).to_contain_text("A new link is on its way.")
    page.get_by_role("button", name="Withdraw the invitation of Nina Falk").click()
    expect(page.get_by_role("button", name="Withdraw the invitation of Nina Falk")).to_have_count(0)


def test_an_invitation_is_accepted_on_the_page_its_mail_leads_to(newcomers, door, at_host):
    with door("acme"):
        invite(Invitee("nina@acme.example", "Nina Falk", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
        address = str(Mail.objects.latest("id").letter["address"])
    page = at_host("acme")
    go(page, f"/join/{address.rstrip('/').rpartition('/')[2]}/")
    page.get_by_label("Password", exact=True).fill("quite another sentence")
    page.get_by_label("Password again").fill("quite another sentence")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("#toasts")).to_contain_text("Your password is set.")


def test_roles_are_changed_and_an_account_is_deactivated_and_activated(newcomers, plain):
    page = plain("acme", "ada")
    go(page, "/members/")
    page.get_by_role("link", name="Eve", exact=True).click()
    page.get_by_label("Auditor").check()
    page.get_by_role("button", name="Save roles").click()
    expect(page.locator("#toasts")).to_contain_text("Eve has new roles.")
    expect(page.locator("#may")).to_contain_text("See jobs")
    page.get_by_role("link", name="Deactivate").click()
    page.get_by_role("button", name="Deactivate account").click()
    expect(page.locator("#toasts")).to_contain_text("Eve is shut out from now on.")
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("#toasts")).to_contain_text("Eve may sign in again.")


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


def test_a_password_is_changed_on_my_account_and_signs_in_from_then_on(newcomers, plain, at_host):
    page = plain("acme", "eve")
    go(page, "/my-account/")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("quite another sentence")
    page.get_by_label("New password again").fill("quite another sentence")
    page.get_by_role("button", name="Change password").click()
    expect(page.locator("#toasts")).to_contain_text("Your password is changed.")
    elsewhere = at_host("acme")
    sign_in(elsewhere, "eve@acme.example", "quite another sentence")
    expect(elsewhere.get_by_role("button", name="Account of Eve")).to_be_visible()


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


def test_the_search_over_everything_is_a_page(committed, door, plain):
    with door("initech"):
        made = order("CLOUD-2026")
    page = plain("initech", "ada")
    page.get_by_role("link", name="Search everything").click()
    page.get_by_role("searchbox", name="Search everything").fill("cloud")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="CLOUD-2026").click()
    expect(page.locator("h1")).to_have_text(made.po_id)
