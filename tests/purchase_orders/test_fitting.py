"""Unmatched invoices that would find an order now: all of them can be looked at, 500 after the other."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from invoices.queries import fitting as queries
from invoices.queries.fitting import fitting_documents
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.orders import set_suspended
from tests.building import TODAY, line, order, po_line
from tests.invoices.association import copy_of, issued
from tests.purchase_orders.from_files.sheets import GOOD, filled
from tests.purchase_orders.pages import listed, page_of, previewed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_day")]
ANY = "/invoices/fitting-orders/"
FILES = "/imports/new/purchase-orders/"


@pytest.fixture
def betty(browser_of):
    return browser_of("initech", "betty")


@pytest.fixture
def five(door, monkeypatch):
    """Five unmatched invoices, the oldest first, the third of services; two are looked at at once."""
    monkeypatch.setattr(queries, "MOST", 2)
    kinds = enumerate(["usage", "usage", "services", "usage", "usage"], 1)
    return [issued(door, line("10.00", charge_type=kind), issue_date=date(2026, 11, day)) for day, kind in kinds]


@pytest.fixture
def usage_only(door, five):
    with door("initech"):
        return order("PO-NEW", lines=[po_line("1", "MONTHLY_USAGE")])


def page_at(made: PurchaseOrder) -> str:
    return reverse("invoices:fitting", args=[made.public_id])


def next_page(answer) -> str:
    [link] = page_of(answer).xpath("//*[@id='looked-at']//a/@href")
    return link


def numbers(*documents) -> list[str]:
    return [each.number for each in documents]


def test_the_page_says_how_many_it_looked_at_and_leads_to_the_others_until_none_is_left(betty, five, usage_only):
    path, seen = page_at(usage_only), []
    answer = betty.get(path)
    assert "Looked at the newest 2 of 5 unmatched invoices." in words_of(answer)
    while page_of(answer).xpath("//*[@id='looked-at']//a"):
        seen += listed(answer)
        answer = betty.get(path + next_page(answer))
    seen += listed(answer)
    assert "Looked at 5 to 5 of 5 unmatched invoices" in words_of(answer)
    assert sorted(seen) == sorted(numbers(*five[:2], *five[3:]))


def test_matching_what_fits_goes_on_with_the_others_and_misses_none(betty, door, five, usage_only):
    path = page_at(usage_only)
    for _ in range(3):
        answer = betty.post(path, previewed(betty.get(path), "PO-NEW was created"))
        path = answer["Location"]
    assert path == reverse("purchase_orders:detail", args=[usage_only.public_id])
    with door("initech"):
        assert [copy_of(each).matched_po for each in five] == ["PO-NEW", "PO-NEW", "", "PO-NEW", "PO-NEW"]


def test_the_page_of_an_order_tells_of_older_ones_also_where_none_of_the_newest_fits(betty, door, five):
    with door("initech"):
        made = order("PO-S", lines=[po_line("1", "SERVICES")])
    part = words_of(betty.get(page_at(made), headers={"HX-Request": "true"}))
    assert "None of them would go to PO-S now. Looked at the newest 2 of 5 unmatched invoices." in part


def test_where_all_were_looked_at_nothing_is_said_of_it(betty, door):
    document = issued(door)
    with door("initech"):
        made = order("PO-NEW")
    answer = betty.get(page_at(made))
    assert (listed(answer), "Looked at" in words_of(answer)) == ([document.number], False)


def test_what_fits_any_order_is_offered_with_its_order_and_matched_together(betty, door):
    first, second = issued(door, po_number="A"), issued(door, po_number="B")
    alone = issued(door, po_number="NOWHERE")
    with door("initech"):
        for po_id in ("A", "B"):
            order(po_id)
    answer = betty.get(ANY)
    goes_to = [cell.text for cell in page_of(answer).xpath("//td[@data-label='Goes to']")]
    assert (listed(answer), goes_to) == (numbers(first, second), ["A", "B"])
    assert betty.post(ANY, {"reason": ""}).status_code == 422
    betty.post(ANY, previewed(answer, "Orders came in"))
    with door("initech"):
        assert [copy_of(each).matched_po for each in (first, second, alone)] == ["A", "B", ""]


def test_what_arrives_after_the_preview_is_not_matched_by_it(betty, door):
    shown = issued(door, po_number="A")
    with door("initech"):
        made = order("A")
        set_suspended([made.pk], suspended=True, today=TODAY)
    later = issued(door, po_number="A")
    with door("initech"):
        set_suspended([made.pk], suspended=False, today=TODAY)
    answer = betty.get(ANY)
    assert listed(answer) == numbers(shown, later)
    betty.post(ANY, previewed(answer, "It came back") | {"document": [str(shown.public_id)]})
    with door("initech"):
        assert [copy_of(each).matched_po for each in (shown, later)] == ["A", ""]


def test_an_import_of_several_orders_leads_to_the_invoices_that_fit_them(betty, door):
    first, second = issued(door, po_number="A"), issued(door, po_number="B")
    days = {"Effective": date(2026, 1, 1), "Expiration": "2099-12"}
    workbook = filled(*(GOOD | days | {"PO ID": po_id} for po_id in ("A", "B")))
    page = betty.post(FILES, {"file": SimpleUploadedFile("orders.xlsx", workbook)}).url
    assert ANY not in betty.get(page).content.decode()
    betty.post(f"{page}confirmation/", {"seen": betty.get(page).context["page"].seen})
    assert page_of(betty.get(page)).xpath(f"//a[@href='{ANY}']")
    assert listed(betty.get(ANY)) == numbers(first, second)
    betty.post(f"{page}undoing/")
    assert ANY not in betty.get(page).content.decode()


def test_who_may_not_see_invoices_or_edit_orders_is_offered_nothing(browser_of):
    assert browser_of("initech", "otto").get(ANY).status_code == 403
    assert browser_of("initech", "otto").post(ANY, {"reason": "x"}).status_code == 403


def test_looking_costs_seven_statements_however_many_there_are(door, five, usage_only, django_assert_max_num_queries):
    with door("initech"), django_assert_max_num_queries(7):
        assert fitting_documents(usage_only).left == 3
