"""Every page of every role, wide and narrow, light and dark: axe finds nothing and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.addresses import open_pages_of, pages_of, without_sample
from tests.browser.written import Samples, written

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ASKED = "async (path) => (await fetch(path, {method: 'HEAD'})).status"
AXE = """async (rules) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const fading = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(fading.map((each) => each.finished));
  const {violations} = await axe.run({
    resultTypes: ["violations"], preload: false, ...(rules && {runOnly: {type: "rule", values: rules}}),
  });
  return violations.map((found) => `${found.id} ${found.nodes[0].target}`);
}"""
WIDTHS = (390, 768, 1024, 1440, 1920)
COLORS = ("color-contrast", "link-in-text-block")
# Wide and narrow, light and dark; where a look differs from another in its theme alone, what colors decide is asked.
TWO_LOOKS = [(1440, "light", None), (390, "dark", None)]
ALL_LOOKS = [*TWO_LOOKS, (1440, "dark", COLORS), (390, "light", COLORS)]
Looks = list[tuple[int, str, tuple[str, ...] | None]]


@pytest.fixture
def samples(committed, door) -> dict[str, Samples]:
    return written(door)


@pytest.mark.parametrize("organization", ["acme", "initech"])
def test_an_admin_finds_every_page_accessible_and_nothing_scrolls_sideways(samples, signed_in, organization):
    page = signed_in(organization, "ada")
    assert not faults(page, pages_of(samples[organization]), ALL_LOOKS)


def test_the_operator_finds_the_pages_of_the_installation_accessible(samples, signed_in):
    own = ["/organizations/", "/organizations/?view=needs", f"/organizations/{samples['ops']['/organizations/'][0]}/"]
    assert not faults(signed_in("ops", "ada"), own, ALL_LOOKS)


@pytest.mark.parametrize("person", ["bill", "betty", "otto"])
def test_other_roles_find_their_pages_accessible(samples, signed_in, person):
    page = signed_in("initech", person)
    assert not faults(page, pages_of(samples["initech"]), TWO_LOOKS)


def test_who_is_not_signed_in_finds_every_page_accessible(samples, site, chromium: Browser):
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"http://acme.localhost:{site}/sign-in/")
        assert not faults(page, open_pages_of(samples["acme"]), ALL_LOOKS)


def test_no_page_is_forgotten(samples):
    assert without_sample(samples) == set()


def faults(page: Page, paths: Iterable[str], looks: Looks) -> list[str]:
    """What axe names in each look of each page, and the widths at which it scrolls sideways."""
    found: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    for path in opened(page, paths):
        page.evaluate(AXE_SCRIPT)
        for width, theme, rules in looks:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            found += [f"{path} {width} {theme}: {fault}" for fault in page.evaluate(AXE, rules)]
        found += [f"{path} {width}: scrolls sideways" for width in WIDTHS if scrolls_sideways(page, width)]
    return found


def scrolls_sideways(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def opened(page: Page, paths: Iterable[str]) -> Iterator[str]:
    """Each page this person may open, one after the other; what takes no GET is passed over, a refusal seen once."""
    root, refused = "/".join(page.url.split("/", 3)[:3]), False
    for path in paths:
        status = page.evaluate(ASKED, path)
        assert status < 500, path
        if status == 405 or (status == 403 and refused):
            continue
        refused = refused or status == 403
        page.goto(f"{root}{path}", wait_until="load")
        yield path
