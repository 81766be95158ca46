"""In a real browser: a buyer's month with its orders.

One ends, one is used up, an invoice sits on the wrong one, a purchase happens once, the supplier gives something back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect

from common.dates import first_of_next_month, last_of_month
from invoices.models import DocumentKind
from invoices.operations.give_back import give_back
from invoices.operations.issue import issue_invoices
from ledger.books import check_books
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.expiry import tell_of_expiry
from tests.browser.pages import go
from tests.building import line, order, po_line, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[..., Page]
TODAY = datetime.now(UTC).date()
LAST = TODAY.replace(day=1) - timedelta(days=1)
LAST_MONTH = {"effective": LAST.replace(day=1), "expiration": LAST}
NEXT_MONTH = last_of_month(first_of_next_month(TODAY))
IN_USE = {"effective": TODAY.replace(month=1, day=1), "expiration": NEXT_MONTH}


def write_orders() -> None:
    """As the month begins: one has ended, three are in use."""
    month = {"starts_on": LAST_MONTH["effective"], "ends_on": LAST_MONTH["expiration"]}
    order("ENDED", today=LAST_MONTH["effective"], lines=[po_line("1", "MONTHLY_USAGE", **month)], **LAST_MONTH)
    PurchaseOrder.objects.update(created_at=datetime.combine(LAST_MONTH["effective"], time(12), UTC))
    tell_of_expiry(today=LAST)
    for po_id in ("SMALL", "WRONG", "RIGHT"):
        days = {"starts_on": IN_USE["effective"], "ends_on": IN_USE["expiration"]}
        order(po_id, today=TODAY, lines=[po_line("1", **days)], **IN_USE)


def bill(net: str, po: str = "", **facts: object) -> UUID:
    """The supplier issues a document over so much net, with the number of an order or none; its public id."""
    document = verified("initech", line(net, **facts.pop("of", {})), today=TODAY, po_number=po, **facts)
    assert issue_invoices([document.pk], today=TODAY).issued == 1
    return document.public_id


def open_order(page: Page, po_id: str) -> None:
    go(page, f"/purchase-orders/?q={po_id}")
    page.get_by_role("link", name=po_id, exact=True).click()
    expect(page.get_by_role("heading", name=po_id)).to_be_visible()


def balance(page: Page) -> str:
    return " ".join(page.locator("#headline").inner_text().split())


def test_a_buyer_runs_a_month(committed, door, signed_in: Enter):
    with door("initech"):
        write_orders()
    with door("acme"):
        month = {"period_start": LAST_MONTH["effective"], "period_end": LAST, "period_mark": "in_arrears"}
        bill("100.00", of={"charge_type": "usage", **month})
        bill("1100.00", "SMALL")
        moved = bill("200.00", "WRONG")
    page = signed_in("initech", "betty")
    what_ended(page)
    what_is_used_up(page)
    what_is_on_the_wrong_order(page)
    begin_a_one_time_purchase(page)
    with door("acme"):
        bill("300.00")
    finish_it(page)
    with door("acme"):
        bill("50.00", "RIGHT", kind=DocumentKind.CREDIT_NOTE)
    what_the_supplier_gives_back(page)
    with door("acme"):
        give_back(moved, uuid4(), {1: Decimal("100.00")})
    what_was_credited_of_the_moved_invoice(page)
    for name in ("acme", "initech"):
        with door(name):
            assert list(check_books()) == []


def what_ended(page: Page) -> None:
    """It is told, and the usage of its month still finds it."""
    open_order(page, "ENDED")
    expect(page.locator("#main")).to_contain_text("Expired")
    expect(page.get_by_role("link", name="ENDED ends today")).to_be_visible()
    expect(page.locator("#uses")).to_contain_text("119.00")


def what_is_used_up(page: Page) -> None:
    """Its contacts were told; it is raised in the form, which says what it comes to before it is saved."""
    open_order(page, "SMALL")
    expect(page.locator("#main")).to_contain_text("Line 1 is used up")
    expect(page.get_by_role("link", name="SMALL: line 1 is overdrawn by 119.00 EUR")).to_be_visible()
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Quantity").first.fill("20")
    expect(page.locator("#totals")).to_contain_text("2,380.00")
    expect(page.locator("#lines-0-value")).to_have_text("2,380.00")
    page.get_by_role("button", name="Save purchase order").last.click()
    expect(page.locator("#toasts")).to_contain_text("Purchase order SMALL saved.")
    assert "1,071.00" in balance(page)


def what_is_on_the_wrong_order(page: Page) -> None:
    """It is moved with a reason, and both balances follow."""
    open_order(page, "WRONG")
    page.locator("#uses tbody a").first.click()
    page.get_by_role("link", name="Move").first.click()
    page.get_by_label("Purchase order of the same currency and supplier").select_option(label="RIGHT")
    page.get_by_role("button", name="Show what moves").click()
    page.get_by_role("textbox", name="Reason").fill("Ordered for the other project")
    page.get_by_role("button", name="Move invoice").click()
    expect(page.locator("#toasts")).to_contain_text("Moved.")
    open_order(page, "WRONG")
    assert "1,190.00 EUR Value" in balance(page)
    open_order(page, "RIGHT")
    assert "952.00" in balance(page)


def begin_a_one_time_purchase(page: Page) -> None:
    open_order(page, "RIGHT")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("link", name="One-time purchase").click()
    page.get_by_role("button", name="Suspend 3 purchase orders").click()


def finish_it(page: Page) -> None:
    """The invoice without a number found the one order; exactly the others come back, the ended one too."""
    go(page, "/purchase-orders/")
    page.get_by_role("link", name="Finish the purchase").click()
    expect(page.locator("#main")).to_contain_text("INV-")
    page.get_by_role("button", name="Re-activate 3 purchase orders").click()
    expect(page.get_by_role("link", name="Match unmatched invoices")).to_be_visible()
    open_order(page, "RIGHT")
    assert "595.00" in balance(page)


def what_the_supplier_gives_back(page: Page) -> None:
    """A credit note that names the order gives back what it is over."""
    open_order(page, "RIGHT")
    assert "654.50" in balance(page)
    expect(page.get_by_role("region", name="Matched invoices and credit notes")).to_contain_text("Credit note")


def what_was_credited_of_the_moved_invoice(page: Page) -> None:
    """It comes back where the invoice is now, and the list of documents adds up to what is used."""
    open_order(page, "RIGHT")
    assert "754.50" in balance(page)
    matched = page.get_by_role("region", name="Matched invoices and credit notes")
    expect(matched).to_contain_text("238.00 less 100.00 credited")
    expect(matched).to_contain_text("138.00 EUR")
    open_order(page, "WRONG")
    assert "1,190.00 EUR Value" in balance(page)
