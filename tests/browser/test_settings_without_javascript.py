"""Terms, numbers, sheets, views, tokens, roles, dates, matches, balances and work in the background: no script."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from invoices.operations.issue import issue_invoices
from tenants.jobs.models import Job, JobState
from tenants.models import now
from tests.browser.pages import go, reload_until
from tests.browser.test_sheets import export
from tests.building import TODAY, draft, order, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEXT_YEAR = date(datetime.now(UTC).year + 1, 12, 31)  # the server in the browser lives in the present


def told(page: Page, text: str) -> None:
    expect(page.locator("#toasts")).to_contain_text(text)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str, within: str = "main") -> None:
    page.locator(within).get_by_role("link", name=name, exact=True).first.click()


def test_terms_are_set_in_a_dialog_or_for_many_and_undone(committed, plain):
    page = plain("acme", "ada")
    go(page, "/payment-terms/")
    expect(page.locator("main input.edit-input:visible")).to_have_count(0)
    follow(page, "Globex GmbH")
    page.get_by_label("Net: due N days after posting").check()
    page.locator("[name=days]").fill("45")
    press(page, "Look at the effect")
    press(page, "Save terms")
    told(page, "Net 45 saved for Globex GmbH")
    press(page, "Undo the last change")
    told(page, "The change of Globex GmbH is undone.")
    go(page, "/payment-terms/")
    for row in page.locator(".row-check").all():
        row.check()
    press(page, "Change terms")
    page.get_by_label("N days, then the end of that month").check()
    page.locator("[name=days]").fill("30")
    press(page, "Look at the effect")
    press(page, "Change 2 buyers")
    expect(page.get_by_role("heading", name="Terms changed")).to_be_visible()
    press(page, "Undo")
    expect(page.locator("main")).to_contain_text("The terms are as they were before.")


def test_the_default_terms_are_changed_and_taken_back(committed, plain):
    page = plain("acme", "ada")
    go(page, "/payment-terms/")
    follow(page, "Default: Net 30")
    page.locator("[name=days]").fill("45")
    press(page, "Look at the effect")
    expect(page.locator("#impact")).to_contain_text("Counts for invoices issued")
    press(page, "Change the default")
    told(page, "The default is Net 45 from 1 ")
    follow(page, "Default: Net 45")
    press(page, "Undo the change of the default")
    told(page, "The change of the default is undone.")


def test_a_partner_gets_its_number_by_its_page_and_by_a_workbook(committed, plain, tmp_path):
    page = plain("acme", "bill")
    go(page, "/partners/?view=buyers")
    follow(page, "Initech AG")
    page.get_by_label("ERP ID").fill("000776")
    press(page, "Save ERP ID")
    told(page, "The ERP ID of Initech AG is noted.")
    go(page, "/partners/?view=buyers&q=initech")
    path = export(page, "Current view", tmp_path / "partners.xlsx")
    book = load_workbook(path)
    (cell,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == "000776"]
    cell.value = "000777"
    book.save(path)
    follow(page, "Import")
    page.get_by_label("Workbook").set_input_files(str(path))
    press(page, "Show the changes")
    expect(page.locator("ins")).to_have_text("000777")
    press(page, "Change 1 partner")
    told(page, "1 partner changed.")
    press(page, "Undo the import")
    expect(page.locator("#toasts")).to_contain_text("every row is what it was")


def test_a_list_is_narrowed_shaped_and_saved_as_a_view(committed, door, plain):
    with door("acme"):
        draft("initech")
        draft("globex")
    page = plain("acme", "bill")
    go(page, "/invoices/outgoing/")
    follow(page, "Filter")
    page.get_by_label("Currency").fill("EUR")
    press(page, "Show")
    expect(page.locator("#toolbar")).to_contain_text("Currency")
    follow(page, "Columns")
    page.get_by_role("checkbox", name="Kind").uncheck()
    press(page, "Move Total up")
    press(page, "Show these columns")
    expect(page.locator("thead")).not_to_contain_text("Kind")
    follow(page, "Save view")
    page.get_by_label("Name of the view as it is now").fill("Euros")
    press(page, "Save view")
    expect(page.locator("#views [aria-current]")).to_have_text("Euros")
    follow(page, "Save view")
    press(page, "Delete Euros")
    told(page, "View “Euros” deleted.")


def test_a_token_is_made_and_revoked_and_a_role_made_changed_and_deleted(committed, plain):
    page = plain("acme", "ada")
    go(page, "/my-account/tokens/")
    press(page, "Make token")
    expect(page.locator("#form-errors")).to_contain_text("Type what the token is for.")
    page.get_by_label("Name").fill("ERP")
    page.get_by_role("checkbox").first.check()
    press(page, "Make token")
    expect(page.locator("#token-text")).not_to_be_empty()
    follow(page, "I have copied it")
    follow(page, "Revoke ERP")
    press(page, "Revoke token")
    told(page, "The token ERP is revoked.")
    go(page, "/members/roles/")
    follow(page, "Make a role")
    page.get_by_role("textbox", name="Name").fill("Looks at jobs")
    page.get_by_role("checkbox", name="See jobs").check()
    press(page, "Save role")
    told(page, "The role Looks at jobs is made.")
    follow(page, "Looks at jobs")
    page.get_by_role("checkbox", name="See history").check()
    press(page, "Save role")
    told(page, "The role Looks at jobs is changed.")
    follow(page, "Delete Looks at jobs")
    press(page, "Delete role")
    told(page, "The role Looks at jobs is deleted.")


def test_an_invoice_is_posted_anew_and_work_in_the_background_is_cancelled_and_goes_on(committed, door, plain):
    with door("acme"):
        document = verified("initech")
        issue_invoices([document.pk], today=TODAY)
        later = {"kind": "issue_invoices", "payload": {"documents": [], "verify": False}, "actor": "person:bill Bill"}
        waiting = Job.objects.bulk_create([Job(due_at=now() + timedelta(hours=1), state=JobState.QUEUED, **later)])[0]
    page = plain("acme", "ada")
    go(page, f"/invoices/{document.public_id}/")
    follow(page, "Change posting date")
    page.get_by_label("Posting date").fill("2025-01-01")
    press(page, "Change posting date")
    expect(page.locator("#form-errors")).to_contain_text("The posting date lies from")
    page.get_by_label("Posting date").fill("2026-11-25")
    press(page, "Change posting date")
    expect(page.locator("#headline")).to_contain_text("25 Nov 2026")
    go(page, f"/jobs/{waiting.pk}/")
    follow(page, "Cancel")
    press(page, "Cancel job")
    told(page, "cancelled")
    go(page, f"/jobs/{waiting.pk}/")
    press(page, "Go on")
    told(page, "is on its way again")


def test_an_invoice_is_matched_again_moved_and_asked_why_not(committed, door, plain):
    with door("acme"):
        document = verified("initech", po_number="LATE")
        issue_invoices([document.pk], today=TODAY)
    with door("initech"):
        order("LATE")
        order("OTHER")
    page = plain("initech", "betty")
    go(page, "/invoices/incoming/")
    follow(page, "INV-2026-000001")
    follow(page, "Match again")
    page.get_by_role("textbox", name="Reason").fill("ordered by telephone")
    press(page, "Match to LATE")
    told(page, "Matched.")
    follow(page, "Move…")
    page.locator("#order").select_option(index=1)
    press(page, "Show what moves")
    page.get_by_role("textbox", name="Reason").fill("wrong budget")
    press(page, "Move invoice")
    told(page, "Moved. The supplier sees it too.")
    follow(page, "Why not another PO?")
    press(page, "Ask why not")
    expect(page.locator("#answer")).to_contain_text("If the invoice named it")


def test_words_that_name_no_order_are_chosen_and_a_balance_is_adjusted(committed, door, plain):
    with door("initech"):
        made = order("PO-1")
    page = plain("initech", "betty")
    go(page, "/purchase-orders/matching/")
    page.get_by_label("Words that name no purchase order").fill("by telephone")
    press(page, "Save words")
    told(page, "Saved. Invoices matched before stay as they are.")
    expect(page.get_by_label("Words that name no purchase order")).to_have_value("by telephone")
    press(page, "Reset to the usual words")
    told(page, "The usual words are in use again.")
    go(page, f"/purchase-orders/{made.public_id}/")
    follow(page, "Adjust line 1")
    press(page, "Adjust balance")
    expect(page.locator("#form-errors")).to_contain_text("Write the amount.")
    page.get_by_label("Amount").fill("90")
    page.get_by_label("Reason").fill("paid by card")
    press(page, "Adjust balance")
    told(page, "The balance of line 1 is adjusted.")
    expect(page.locator("#line-1")).to_contain_text("1,100.00")


def test_a_purchase_is_made_once_tried_out_and_documented_and_many_orders_are_brought_back(committed, door, plain):
    with door("initech"):
        made = order("PO-1", expiration=NEXT_YEAR)
        order("PO-2", expiration=NEXT_YEAR)
    page = plain("initech", "betty")
    go(page, f"/purchase-orders/{made.public_id}/")
    press(page, "More actions")
    follow(page, "What if suspended…", "#more")
    press(page, "What if: the last twelve months")
    expect(page.locator("#what-if")).to_contain_text("No invoice would have gone elsewhere")
    go(page, f"/purchase-orders/{made.public_id}/")
    press(page, "More actions")
    follow(page, "One-time purchase…", "#more")
    press(page, "Suspend 1 purchase order")
    told(page, "The other purchase orders are suspended until the purchase on PO-1 is done.")
    press(page, "Re-activate 1 purchase order")
    told(page, "The purchase is done.")
    go(page, f"/purchase-orders/{made.public_id}/")
    follow(page, "Attach files")
    offer = {"name": "offer.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
    page.get_by_label("Files").set_input_files([offer])  # type: ignore[list-item]
    press(page, "Attach files")
    told(page, "1 file attached to PO-1.")
    press(page, "Remove offer.pdf")
    told(page, "offer.pdf removed.")
    go(page, "/purchase-orders/")
    for row in page.locator(".row-check").all():
        row.check()
    press(page, "Suspend")
    with page.expect_navigation():  # a page that is loaded again meanwhile would not be left
        press(page, "Suspend 2 purchase orders")
    reload_until(page, "Undo for these 2")
    with page.expect_navigation():
        press(page, "Undo for these 2")
    reload_until(page, "What this undoes")
