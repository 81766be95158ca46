"""Every page of every role, wide and narrow, light and dark: axe finds nothing and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.addresses import forgotten, form_of, pages_of, written

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Addresses with an id that only take a POST; every other one must have something written for it.
ONLY_POSTED = {"/invoices/verification/", "/mails/sending/"}
ASKED = "async (path) => { const got = await fetch(path); return [got.status, got.headers.get('content-type')]; }"
WIDTHS = (390, 768, 1024, 1440, 1920)
LOOKS = [("ada", width, theme) for width in (1440, 390) for theme in ("light", "dark")] + [
    (person, width, theme) for person in ("bill", "betty", "otto") for width, theme in ((1440, "light"), (390, "dark"))
]


@pytest.fixture
def samples(committed, door) -> dict[str, dict[str, str]]:
    return written(door)


@pytest.mark.parametrize(("person", "width", "theme"), LOOKS)
def test_axe_finds_nothing(samples, signed_in, person, width, theme):
    found = []
    for organization in samples:
        page = signed_in(organization, person, width=width, theme=theme)
        for path in opened(page, pages_of(organization, samples)):
            found += [(path, violation["id"]) for violation in Axe().run(page).response["violations"]]
    assert found == []


def test_nothing_scrolls_sideways_at_any_width(samples, signed_in):
    found = []
    for organization in samples:
        page = signed_in(organization, "ada")
        for path in opened(page, pages_of(organization, samples)):
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append((path, width))
    assert found == []


def test_no_page_is_forgotten(samples):
    assert {form_of(path) for path in forgotten(samples)} == ONLY_POSTED


def opened(page: Page, paths: list[str]) -> Iterator[str]:
    """Each page this person may open, one after the other; what is no page or takes no GET is passed over."""
    root = "/".join(page.url.split("/", 3)[:3])
    for path in paths:
        status, kind = page.evaluate(ASKED, path)
        if status == 405 or "text/html" not in kind:
            continue
        page.goto(f"{root}{path}")
        page.wait_for_load_state("load")
        yield path
