"""Whoever sees invoices and no purchase orders is told that a document was matched or not, and nothing of any order."""

from __future__ import annotations

import io
from datetime import date
from html import unescape

import pytest
from openpyxl import load_workbook

from invoices.models import Document
from invoices.operations.move import move_to_order
from people.permissions import Permission
from tests.building import order
from tests.invoices.association import issued, public_id
from tests.matrix.objects import UBL

pytestmark = pytest.mark.django_db
P = Permission
OTHERS = ("PO-OTHER", "Jan 2031", "wrong project")


@pytest.fixture
def lena(browser_with):
    """She sees everything of invoices, may upload them, and sees no purchase orders."""
    return browser_with("initech", P.SEE_INVOICES, P.SEE_PAYMENT_DETAILS, P.UPLOAD_INVOICES)


@pytest.fixture
def orders(door):
    with door("initech"):
        order("PO-OTHER", effective=date(2031, 1, 1), expiration=date(2031, 12, 31))


@pytest.fixture
def unmatched(door, orders) -> Document:
    return issued(door)


@pytest.fixture
def matched(door, orders) -> Document:
    with door("initech"):
        order("PO-1")
    return issued(door, po_number="PO-1")


def text_of(answer) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def page_of(browser, document: Document) -> str:
    return text_of(browser.get(f"/invoices/{document.public_id}/"))


def named_in(text: str) -> list[str]:
    return [each for each in OTHERS if each in text]


def test_the_page_says_that_it_was_not_matched_and_who_reads_more(lena, browser_of, unmatched):
    assert "PO-OTHER" in page_of(browser_of("initech", "betty"), unmatched)
    page = page_of(lena, unmatched)
    assert named_in(page) == []
    assert "Not matched to a purchase order." in page
    roles = "the roles Admin, Billing admin, Buyer and Auditor have it"
    assert f"The permission “See purchase orders” is missing; {roles}." in page


def test_the_page_of_a_matched_document_names_its_own_order_alone(lena, browser_of, matched):
    assert "PO-OTHER" in page_of(browser_of("initech", "betty"), matched)
    page = page_of(lena, matched)
    assert named_in(page) == []
    assert "Matched to a purchase order." in page
    assert "PO-1" in page


def test_a_move_is_told_without_the_orders_and_the_reason(lena, browser_of, matched, door):
    with door("initech"):
        order("PO-2")
        move_to_order(matched.public_id, public_id("PO-2"), reason="wrong project of PO-OTHER")
    assert "Moved from PO-1 to PO-2 by Bill: wrong project" in page_of(browser_of("initech", "betty"), matched)
    page = page_of(lena, matched)
    assert named_in(page) == []
    assert "Moved to another purchase order by Bill" in page
    assert "matched to a purchase order" in page


def test_the_supplier_reads_what_it_was_told_of_its_document(browser_with, matched, door):
    with door("initech"):
        order("PO-2")
        move_to_order(matched.public_id, public_id("PO-2"), reason="wrong project")
    page = page_of(browser_with("acme", P.SEE_INVOICES), matched)
    assert "Moved from PO-1 to PO-2" in page


def test_the_list_gives_no_reason_to_whoever_sees_no_orders(lena, browser_of, unmatched):
    address = "/invoices/incoming/?view=unmatched"
    assert "PO-OTHER" in text_of(browser_of("initech", "betty").get(address))
    page = text_of(lena.get(address))
    assert unmatched.number in page
    assert named_in(page) == []


@pytest.mark.parametrize("what", ["view", "everything"])
def test_the_workbook_of_the_list_names_no_other_order(lena, unmatched, what):
    answer = lena.post("/exports/of/incoming/?view=unmatched", {"what": what}, follow=True)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert unmatched.number in cells
    assert named_in(cells) == []


def test_an_upload_tells_that_a_document_was_not_matched_and_no_more(lena, browser_of, orders, drain):
    sheet = io.BytesIO(UBL)
    sheet.name = "a.xml"
    page = lena.post("/invoices/upload/", {"files": [sheet]}).url
    drain()
    assert "Not matched: " in text_of(browser_of("initech", "betty").get(page))
    told = text_of(lena.get(page))
    assert "Not matched to a purchase order." in told
    assert "Not matched: " not in told
