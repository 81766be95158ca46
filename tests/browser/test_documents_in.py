"""In a real browser: files are chosen and sent, their progress is seen, and the document is read beside its fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.pages import go, sign_in
from tests.building import order
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOLDER = Path(__file__).resolve().parents[1] / "invoices" / "einvoice" / "files"
UBL, CII = FOLDER / "ubl_invoice.xml", FOLDER / "cii_invoice.xml"
Enter = Callable[..., Page]
DROP = """(zone) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["<Invoice"], "dropped.xml"));
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


def choose_files(page: Page, *files: Path) -> None:
    go(page, "/invoices/upload/")
    page.get_by_label("Files").set_input_files([str(file) for file in files])


def found_by_axe(page: Page) -> list[str]:
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    return found + ["scrolls sideways"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_files_are_chosen_dropped_sent_and_read(committed, signed_in: Enter, width, theme):
    page = signed_in("initech", "betty", width=width, theme=theme)
    choose_files(page, UBL, CII)
    page.locator(".drop").evaluate(DROP)
    expect(page.locator("#chosen li")).to_have_count(3)
    expect(page.locator("#chosen")).to_contain_text("dropped.xml")
    assert found_by_axe(page) == []
    page.get_by_role("button", name="Upload 3 files").click()
    expect(page.get_by_role("status").first).to_contain_text("3 of 3 read · 2 received · 1 refused", timeout=30_000)
    assert found_by_axe(page) == []
    page.get_by_role("link", name="Upload more").click()
    expect(page.locator("#earlier")).to_contain_text("2 received · 1 refused")
    assert found_by_axe(page) == []


def test_too_many_files_are_told_before_anything_is_sent(committed, signed_in: Enter):
    page = signed_in("initech", "betty")
    choose_files(page, UBL)
    page.evaluate("""() => {
      const many = new DataTransfer();
      for (let n = 0; n < 201; n++) many.items.add(new File(["x"], `${n}.xml`));
      document.querySelector("#files").files = many.files;
      document.querySelector("#files").dispatchEvent(new Event("change"));
    }""")
    expect(page.locator("#files-error")).to_contain_text("201 files are chosen, at most 200 go at once.")
    page.get_by_role("button", name="Upload 201 files").click()
    expect(page.locator("#files-error")).to_be_visible()
    assert page.url.endswith("/invoices/upload/")


@pytest.mark.parametrize(("width", "theme"), [(1440, "dark"), (390, "light")])
def test_a_received_document_is_read_beside_its_fields(committed, door, signed_in: Enter, width, theme):
    with door("initech"):
        order("PO-1")
    page = signed_in("initech", "ada", width=width, theme=theme)
    choose_files(page, UBL)
    page.get_by_role("button", name="Upload 1 file").click()
    page.locator("#results a").first.click(timeout=30_000)
    page.get_by_role("link", name="Show document").click()
    number = page.get_by_role("row").filter(has_text="Invoice number")
    expect(number.first).to_be_visible()
    page.locator("#raw summary").click()
    expect(page.locator("#raw pre")).to_contain_text("<cbc:ID>")
    assert found_by_axe(page) == []
    with page.expect_download() as saving:
        page.get_by_role("link", name="Download original").click()
    assert saving.value.path().read_bytes() == UBL.read_bytes()


def test_hostile_content_runs_nothing_in_a_browser(committed, signed_in: Enter, tmp_path):
    hostile = tmp_path / "hostile.xml"
    script = "<cbc:Note><![CDATA[<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>]]></cbc:Note>"
    hostile.write_text(UBL.read_text().replace("<cbc:IssueDate>", f"{script}<cbc:IssueDate>", 1))
    page = signed_in("initech", "betty")
    choose_files(page, hostile)
    page.get_by_role("button", name="Upload 1 file").click()
    page.locator("#results a").first.click(timeout=30_000)
    page.get_by_role("link", name="Show document").click()
    expect(page.get_by_text("window.ran = 1").first).to_be_visible()
    assert page.evaluate("window.ran") is None


def test_without_javascript_files_are_sent_and_their_page_is_loaded_again_by_a_link(committed, chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://initech.localhost:{site}/")
    sign_in(page, "betty@initech.example", PASSWORD)
    choose_files(page, UBL)
    page.get_by_role("button", name="Upload files").click()
    for _ in range(60):
        if page.get_by_text("1 of 1 read").count():
            break
        page.wait_for_timeout(250)
        again = page.get_by_role("link", name="Show how far it is now")
        again.click() if again.count() else page.reload()
    expect(page.get_by_role("status").first).to_contain_text("1 of 1 read · 1 received")
    context.close()
