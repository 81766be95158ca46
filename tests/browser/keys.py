"""What is done by keys alone in a browser: reach a stop, and go through a list from finding to its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

NAME_OF_FOCUS = """() => {
    const one = document.activeElement, said = one.getAttribute('aria-label') || one.labels?.[0]?.textContent;
    return (said || one.textContent || '').trim();
}"""


@dataclass(frozen=True, slots=True)
class Walk:
    """A list and what is done to it: the words searched for, a filter and what is typed into it, a column put away, and
    the column it is sorted by.
    """

    path: str
    words: str
    label: str
    typed: str
    column: str
    order: str


def tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab, as often as it takes, until what has this name has the focus."""
    for _ in range(90):
        page.keyboard.press(key)
        if page.evaluate(NAME_OF_FOCUS).startswith(name):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def choose(page: Page, name: str) -> None:
    """Go to what has this name and press Enter."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def find(page: Page, walk: Walk) -> None:
    """Search the list and narrow it to a choice."""
    page.keyboard.press("/")
    page.keyboard.type(walk.words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{walk.path}?*q=*")
    expect(page.locator("[data-rows] > tr").first).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, walk.label)
    page.keyboard.type(walk.typed)
    choose(page, "Show")
    expect(page.get_by_role("link", name=f"Remove filter {walk.label}")).to_be_visible()


def shape(page: Page, column: str) -> None:
    """Put a column away."""
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, column)
    page.keyboard.press("Space")
    choose(page, "Show these columns")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    expect(page.locator("thead").get_by_text(column, exact=True)).to_have_count(0)


def sort(page: Page, column: str) -> None:
    """Sort the list by a column: by its head, or where rows are cards upwards by the menu of the orders."""
    if page.get_by_role("button", name="Sort by").is_visible():
        choose(page, "Sort by")
        choose(page, f"{column}, ")
    else:
        choose(page, column)
    page.wait_for_url("**sort=*")
    expect(page.locator("th[aria-sort]")).to_have_text(column)
    expect(page.locator("[data-rows] > tr").first).to_be_visible()


def save_and_share(page: Page, name: str) -> None:
    """Keep what is shown as a view for everybody."""
    page.keyboard.press("v")
    expect(page.get_by_label("Name of the view as it is now")).to_be_focused()
    page.keyboard.type(name)
    tab_to(page, "Share it")
    page.keyboard.press("Space")
    choose(page, "Save view")
    expect(page.locator("#views [aria-current]")).to_have_text(name)


def export(page: Page) -> tuple[tuple[object, ...], list[tuple[object, ...]]]:
    """The header and the rows of the workbook of what is shown."""
    choose(page, "Export")
    tab_to(page, "Current view")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    sheet = load_workbook(BytesIO(taken.value.path().read_bytes())).active
    header, *rows = sheet.values
    return header, rows
