"""The five minutes of README.md, step by step, on a demo of its own that was started by the command that users type."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from billing_platform.local.children import wait_until
from common.pdf import why_off
from demo.cast import PASSWORD
from tests.browser.pages import go, sign_in
from tests.faults.processes import ROOT, free_port, started

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.alone]
ASKED_FOR = """async (path) => {
  const answer = await fetch(path);
  return [answer.status, answer.headers.get("content-type"), (await answer.text()).slice(0, 5)];
}"""
EXAMPLES = ROOT / "docs" / "examples"
LOOKS = [(width, theme) for width in (1440, 390) for theme in ("light", "dark")]
# What the servers of the test run left in the environment; the demo brings its own.
NOT_OURS = re.compile(r".*(DATABASE|REDIS|BROKER)_?(URL|LOGIN)?$|SECRET_KEY|EMAIL_URL|DJANGO_SETTINGS_MODULE|PYTEST.*")
STARTED_WITHIN = 300  # seconds, on a machine that does other things too


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of `manage.py up`, started in an empty folder whose name has a space."""
    folder = tmp_path_factory.mktemp("first ten minutes")
    port, log = free_port(), folder / "up.log"
    environment = {name: value for name, value in os.environ.items() if not NOT_OURS.match(name)}
    environment |= {"BILLING_STATE": str(folder / "state")}
    command = [sys.executable, "manage.py", "up", "--port", str(port)]
    with started(command, log, by=signal.SIGINT, seconds=60, env=environment) as process:
        assert wait_until(lambda: is_up(process, log), STARTED_WITHIN, 0.5), log.read_text(errors="replace")[-3000:]
        yield port


@pytest.fixture
def enter(chromium: Browser, demo: int) -> Iterator[Callable[..., Page]]:
    """`enter("ben@acme", 390, "dark")`: the first page this person sees."""
    contexts = []

    def signed_in(who: str, width: int, theme: str) -> Page:
        person, organization = who.split("@")
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"http://{organization}.localhost:{demo}/")
        sign_in(page, f"{person}@{organization}.example", PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_tour(enter, width, theme):
    ben = enter("ben@acme", width, theme)
    look_at_what_is_open_and_overdue(ben)
    number = write_and_issue_an_invoice(ben)
    lena = enter("lena@initech", width, theme)
    find_it_matched_and_see_why(lena, number)
    see_what_is_left_of_the_order(lena)
    see_why_one_is_unmatched(lena)
    upload_the_examples(lena)
    read_what_the_contacts_were_told(lena)
    meet_the_stranger(enter("ben@hooli", width, theme), lena.url)


def look_at_what_is_open_and_overdue(page: Page) -> None:
    """Step 1: a figure of the dashboard opens the list behind it."""
    tile = page.locator("dl.kpis .kpi", has_text="Overdue").first
    figure = amount_in(tile.locator("dd").first.inner_text())
    tile.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Outgoing invoices")).to_be_visible()
    expect(page.locator("#sums"), "the list does not show the sum of the tile").to_contain_text(figure)


def write_and_issue_an_invoice(page: Page) -> str:
    """Step 2: from an empty form to a number, in the background; its number."""
    page.get_by_role("link", name="Create invoice").first.click()
    page.get_by_label("Buyer", exact=True).select_option(label="Initech AG")
    page.get_by_label("Description").first.fill("Workshop, days")
    page.get_by_label("Unit price").first.fill("950.00")
    page.get_by_label("PO number", exact=False).first.fill("CONSULTING")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Verify and issue").click()
    page.get_by_role("button", name="Verify and issue 1 invoice").click()
    shown = page.locator("main")
    expect(shown).to_contain_text(re.compile(r"INV-\d{4}-\d{6}"), timeout=60_000)
    found = re.search(r"INV-\d{4}-\d{6}", shown.inner_text())
    assert found
    return found[0]


def find_it_matched_and_see_why(page: Page, number: str) -> None:
    """Step 3: the buyer has it in the same instant, with a purchase order and the reasons."""
    go(page, "/invoices/incoming/?q=" + number)
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", name="Why this PO?")).to_be_visible()
    expect(page.locator('li[data-verdict="chosen"]').first).to_contain_text("CONSULTING")
    if not why_off():
        assert page.evaluate(ASKED_FOR, page.url + "pdf/") == [200, "application/pdf", "%PDF-"]


def see_what_is_left_of_the_order(page: Page) -> None:
    """Step 4: what is used up is shown below zero, with the notices that went out."""
    go(page, "/purchase-orders/")
    page.get_by_role("link", name="SUPPORT-SMALL").first.click()
    expect(page.locator("main")).to_contain_text("−571.20")
    expect(page.locator("main")).to_contain_text("used up")


def see_why_one_is_unmatched(page: Page) -> None:
    """Step 5: the dashboard groups what found no purchase order by its reason."""
    go(page, "/")
    page.get_by_role("link", name="No PO with this number").click()
    expect(page.get_by_role("heading", name="Incoming invoices")).to_be_visible()
    expect(page.locator("main")).to_contain_text("PO-4711")


def upload_the_examples(page: Page) -> None:
    """Step 6: two e-invoices of a supplier outside, one of them wrong; a second time they are here already."""
    go(page, "/invoices/upload/")
    page.get_by_label("Files").set_input_files([str(file) for file in sorted(EXAMPLES.glob("*.xml"))])
    page.get_by_role("button", name="Upload 2 files").click()
    expect(page.get_by_role("status").first).to_contain_text("2 of 2 read", timeout=60_000)
    page.get_by_role("link", name="DA-4472").first.click()
    expect(page.locator("main")).to_contain_text("591.20")
    page.get_by_role("link", name="Show document").click()
    expect(page.locator("main")).to_contain_text("Umbrella Beteiligungen GmbH")


def read_what_the_contacts_were_told(page: Page) -> None:
    """Step 7: a mail as its reader sees it."""
    go(page, "/mails/?q=SUPPORT-SMALL")
    page.get_by_role("link", name=re.compile("SUPPORT-SMALL")).first.click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("SUPPORT-SMALL")


def meet_the_stranger(page: Page, foreign: str) -> None:
    """Step 8: the same address at another organization's host does not exist."""
    answer = page.goto(re.sub(r"//\w+\.", "//hooli.", foreign))
    assert answer
    assert answer.status == 404


def amount_in(text: str) -> str:
    found = re.search(r"[\d,]+\.\d\d", text)
    assert found, text
    return found[0]


def is_up(process: subprocess.Popen[bytes], log: Path) -> bool:
    text = log.read_text(errors="replace")
    assert process.poll() is None, text[-3000:]
    return "Up after" in text
