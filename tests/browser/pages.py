"""What every test in a browser does on the pages: sign in by the form, open another page of the same host."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill and send the form of the sign-in page that is open."""
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def go(page: Page, path: str) -> None:
    """Open the page at this path of the host that the page is of."""
    page.goto("/".join(page.url.split("/", 3)[:3]) + path)


def reload_until(page: Page, text: str) -> None:
    """Load the page again until the worker has done its part."""
    for _ in range(200):
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{text} did not appear")


def broken(page: Page) -> list[str]:
    """The rules that axe finds broken on the page as it stands."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations.map((one) => one.id)")
    return list(found)
