"""In a real browser: a list is exported as it is shown, changed in its workbook, sent back, applied and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from partners.models import Partner
from tests.browser.pages import go

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[..., Page]


def export(page: Page, choice: str, path: Path) -> Path:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile(choice)).click()
    download.value.save_as(path)
    return path


def put(path: Path, name: str, number: str, *, column: str = "ERP ID", lead: str = "Name") -> None:
    """Types a value into the row of a partner, and saves."""
    book = load_workbook(path)
    sheet = book.active
    place = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, place[lead]).value == name)
    sheet.cell(row, place[column], number)
    book.save(path)


def send(page: Page, path: Path, kind: str = "partners") -> None:
    go(page, f"/imports/{kind}/")
    page.get_by_label("Workbook").set_input_files(str(path))
    page.get_by_role("button", name="Show the changes").click()


def test_a_list_is_exported_and_comes_back_changed(signed_in: Enter, door, tmp_path):
    page = signed_in("acme", "bill")
    go(page, "/partners/?view=buyers")
    path = export(page, "Current view", tmp_path / "partners.xlsx")
    put(path, "Initech AG", "000777")
    page.get_by_role("link", name="Import").click()
    expect(page.get_by_role("heading", name="Numbers of partners")).to_be_visible()
    send(page, path)
    expect(page.locator("ins")).to_have_text("000777")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Change 1 partner").click()
    expect(page.get_by_text("1 partner changed.").first).to_be_visible()
    with door("acme"):
        assert Partner.objects.get(side="buyer", name="Initech AG").erp_id == "000777"
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The import is undone").first).to_be_visible()
    with door("acme"):
        assert Partner.objects.get(side="buyer", name="Initech AG").erp_id != "000777"


def test_payment_terms_are_exported_as_shown_and_come_back_changed(signed_in: Enter, tmp_path):
    page = signed_in("acme", "ada")
    go(page, "/payment-terms/?q=initech&sort=-terms")
    path = export(page, "Current view", tmp_path / "terms.xlsx")
    assert [row[0] for row in load_workbook(path).active.values] == ["Organization", "Initech AG"]
    put(path, "Initech AG", "2/10 net 30 days or so", column="Payment Terms", lead="Organization")
    send(page, path, "payment_terms")
    expect(page.get_by_text("names no payment terms")).to_be_visible()
    expect(page.get_by_role("button", name="Change 1 buyer")).to_be_hidden()
    put(path, "Initech AG", "2/10 net 45", column="Payment Terms", lead="Organization")
    send(page, path, "payment_terms")
    expect(page.locator("del")).to_have_text("Default")
    expect(page.locator("ins")).to_have_text("2/10 net 45")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Payment terms")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="Change 1 buyer").click()
    go(page, "/payment-terms/")
    row = page.locator("tr", has_text="Initech AG")
    expect(row).to_contain_text("2/10 net 45")
    expect(row).to_contain_text("from 1 ")
    page.go_back()
    page.get_by_role("button", name="Undo the import").click()
    go(page, "/payment-terms/")
    expect(page.get_by_label("Payment terms of Initech AG, days")).to_have_value("30")


def test_an_export_is_found_again_and_downloaded_once_more(signed_in: Enter, tmp_path):
    page = signed_in("acme", "bill")
    go(page, "/partners/")
    path = export(page, "Entire data set", tmp_path / "all.xlsx")
    assert {row[0] for row in load_workbook(path).active.values} >= {"Name", "Globex GmbH", "Initech AG"}
    go(page, "/exports/")
    expect(page.get_by_role("table")).to_contain_text("Entire data set")
    page.get_by_role("link", name="Partners", exact=True).last.click()
    with page.expect_download() as again:
        page.get_by_role("link", name="Download the workbook").click()
    assert again.value.suggested_filename.startswith("Partners 20")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_of_exports_imports_and_partners_are_accessible(signed_in: Enter, door, width, theme):
    with door("acme"):
        partner = Partner.objects.get(side="buyer", name="Initech AG").public_id
    page = signed_in("acme", "bill", width=width, theme=theme)
    for path in ("/partners/", f"/partners/{partner}/", "/imports/partners/", "/exports/"):
        go(page, path)
        found = Axe().run(page).response["violations"]
        assert [each["id"] for each in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
