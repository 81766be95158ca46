"""Every page of every role, wide and narrow, light and dark: axe finds nothing and nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.browser.addresses import open_pages_of, pages_of, without_sample
from tests.browser.pages import go
from tests.browser.written import Samples, written
from tests.logins import connected

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
# What makes the pages of an organization fail (the table a list reads, the version of its schema), and what heals it.
TROUBLES = {
    500: ('REVOKE SELECT ON "{0}".invoices_document FROM "{0}"', 'GRANT SELECT ON "{0}".invoices_document TO "{0}"'),
    503: (
        "UPDATE public.tenants_organization SET schema_version = reverse(schema_version) WHERE schema_name = '{0}'",
        "UPDATE public.tenants_organization SET schema_version = reverse(schema_version) WHERE schema_name = '{0}'",
    ),
}


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


@pytest.mark.parametrize("width", [1440, 390])
def test_what_opens_over_a_page_is_accessible(samples, signed_in, width):
    page = signed_in("acme", "ada", width=width)
    page.emulate_media(reduced_motion="reduce")
    addresses = {"list": "/invoices/outgoing/", "member": f"/members/{samples['acme']['/members/'][0]}/"}
    found = []
    for name, (where, open_it) in (OVER_A_PAGE if width > 1000 else OVER_A_PAGE | ON_A_PHONE).items():
        go(page, addresses[where])
        open_it(page)
        page.evaluate(AXE_SCRIPT)
        found += [f"{name} {fault}" for fault in faults_in(page, [(width, "light", None), (width, "dark", COLORS)])]
    assert not found


@pytest.mark.parametrize("status", [500, 503])
def test_the_pages_of_trouble_are_accessible(committed, cast, signed_in, status):
    page = signed_in("acme", "ada")
    with trouble(status, cast["acme"].schema_name):
        answer = page.goto(page.url + "invoices/outgoing/")
        assert answer.status == status
        expect(page.get_by_text(f"Error {status}")).to_be_visible()
        assert_accessible(page)


@pytest.mark.parametrize("host", ["127.0.0.1", "nobody.localhost"])
def test_a_host_of_no_organization_has_an_accessible_page(web, chromium: Browser, host):
    with chromium.new_context() as context:
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        answer = page.goto(f"http://{host}:{web}/")
        assert answer
        assert answer.status == 404
        expect(page.get_by_text("No organization uses this host name.")).to_be_visible()
        assert_accessible(page)


def assert_accessible(page: Page) -> None:
    page.evaluate(AXE_SCRIPT)
    assert not list(faults_in(page, ALL_LOOKS))
    assert not [width for width in WIDTHS if scrolls_sideways(page, width)]


@contextmanager
def trouble(status: int, schema: str) -> Iterator[None]:
    """For this time the pages of the organization answer with this status."""
    breaks, heals = (statement.format(schema) for statement in TROUBLES[status])
    with connected("superuser") as server:
        server.execute(breaks)
        try:
            yield
        finally:
            server.execute(heals)


def faults(page: Page, paths: Iterable[str], looks: Looks) -> list[str]:
    """What axe names in each look of each page, and the widths at which it scrolls sideways."""
    found: list[str] = []
    page.emulate_media(reduced_motion="reduce")
    for path in opened(page, paths):
        page.evaluate(AXE_SCRIPT)
        found += [f"{path} {fault}" for fault in faults_in(page, looks)]
        found += [f"{path} {width}: scrolls sideways" for width in WIDTHS if scrolls_sideways(page, width)]
    return found


def faults_in(page: Page, looks: Looks) -> Iterator[str]:
    """What axe, which stands on the page, names in each look of what is open."""
    for width, theme, rules in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        yield from (f"{width} {theme}: {fault}" for fault in page.evaluate(AXE, rules))


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


def press(kind: str, name: str, shown: str) -> Callable[[Page], None]:
    """Press the button or link of this name, until what it opens is there."""

    def open_it(page: Page) -> None:
        page.get_by_role(kind, name=re.compile(name)).first.click()  # type: ignore[arg-type]
        expect(page.locator(shown)).to_be_visible()

    return open_it


def the_help(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def the_search(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("initech")
    expect(page.locator("#search .search-hit").first).to_be_visible()


def a_failed_toast(page: Page) -> None:
    page.route("**/lists/**", lambda route: route.abort())
    press("link", "^Columns$", "#toasts [data-failed]")(page)
    page.unroute("**/lists/**")


OVER_A_PAGE: dict[str, tuple[str, Callable[[Page], None]]] = {
    "bell": ("list", press("button", "^What needs you", "#bell")),
    "account menu": ("list", press("button", "^Account of", "#account")),
    "help": ("list", the_help),
    "search": ("list", the_search),
    "question": ("member", press("link", "^Deactivate$", "dialog[open]")),
    "failed toast": ("list", a_failed_toast),
    "columns": ("list", press("link", "^Columns$", "dialog[open]")),
    "filter": ("list", press("link", "^Filter$", "dialog[open]")),
    "views": ("list", press("link", "^Save view$", "dialog[open]")),
}
ON_A_PHONE = {"drawer": ("list", press("button", "^Open menu$", "#nav"))}
