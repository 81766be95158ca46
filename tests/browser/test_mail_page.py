"""A mail on its page, in a real browser: its frame shows it and runs nothing, wide and narrow, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from billing_platform.notifications.models import Mail
from billing_platform.notifications.operations import send_waiting
from tests.notifications.letters import write

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAYLOAD = "<script>document.title='ran'</script><img src=x onerror=\"document.title='ran'\">"


@pytest.fixture
def sent(committed, door) -> Mail:
    """A mail whose sender tried to bring a script along."""
    with door("initech"):
        write("betty@initech.example", why=f"Invoices keep matching. {PAYLOAD}")
        send_waiting()
        return Mail.objects.get()


def test_the_frame_shows_the_mail_and_no_script_runs(sent, signed_in):
    page = signed_in("initech", "ada")
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{origin(page)}/mails/{sent.public_id}/")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Line 1 of PO-1 has 24 % left")).to_be_visible()
    expect(frame.get_by_text("<script>")).to_be_visible()
    assert [each.title() for each in page.frames if each.url.endswith("/html/")] == ["PO-1: 24 % of line 1 is left"]
    assert wrong == []
    page.get_by_role("link", name="Phone").click()
    assert page.locator("iframe").bounding_box()["width"] == 360
    with page.expect_popup() as alone:
        page.get_by_role("link", name="Open the mail on a page of its own").click()
    expect(alone.value.get_by_role("heading", name="Line 1 of PO-1 has 24 % left")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_a_mail_and_on_its_page(sent, signed_in, width, theme):
    page = signed_in("initech", "ada", width=width, theme=theme)
    root, path, found = origin(page), f"/mails/{sent.public_id}/", []
    for address in (path, f"{path}?view=text", f"{path}?view=headers", f"{path}html/", "/mails/?kind=po_balance"):
        page.goto(f"{root}{address}")
        page.wait_for_load_state("load")
        if not address.endswith("/html/"):
            found += [(address, violation["id"]) for violation in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((address, "scrolls sideways"))
    page = page.context.new_page()  # one without the policy of our pages, which keeps inline styles out
    page.set_content(sent.html)
    found += [("the mail itself", violation["id"]) for violation in Axe().run(page).response["violations"]]
    assert found == []


def origin(page) -> str:
    scheme, _, host, *_ = page.url.split("/", 3)
    return f"{scheme}//{host}"
