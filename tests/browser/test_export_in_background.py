"""A long export in a real browser: it is written while one waits, can be cancelled, and its link comes to an end."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from billing_platform.exports.models import Export
from billing_platform.exports.operations import forget_exports
from billing_platform.local.children import wait_until
from billing_platform.local.listener import answers
from tenants.models import now
from tests.browser.pages import go
from tests.faults.processes import environment_of_tests, free_port, started, worker_command

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Enter = Callable[..., Page]


@pytest.fixture
def site(committed: None, tmp_path: Path) -> Iterator[str]:
    """The port of a web server for which every export is a long one; no worker runs beside it yet."""
    port, log = free_port(), tmp_path / "web.log"
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--threads", "4",
               "tests.browser.short_limits:application"]  # fmt: skip
    with started(command, log, env=environment_of_tests()):
        assert wait_until(lambda: answers(port), 60, 0.05), log.read_text()
        yield str(port)


@pytest.fixture
def worker(tmp_path: Path) -> Callable[[], AbstractContextManager[object]]:
    return lambda: started(worker_command(1), tmp_path / "worker.log", env=environment_of_tests())


def asked(page: Page) -> None:
    """Export all partners; the page of the export opens."""
    go(page, "/partners/")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name=re.compile("Entire data set")).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("^0 of 2 rows written"))).to_be_visible()


def test_a_long_export_is_written_while_one_waits_and_its_link_comes_to_an_end(signed_in: Enter, door, worker):
    page = signed_in("acme", "bill")
    asked(page)
    address = page.url
    with worker():
        ready = page.get_by_role("link", name="Download the workbook")
        expect(ready).to_be_visible(timeout=30_000)
        with page.expect_download() as taken:
            ready.click()
    names = {row[0] for row in load_workbook(BytesIO(taken.value.path().read_bytes())).active.values}
    assert names == {"Name", "Globex GmbH", "Initech AG"}
    link = ready.get_attribute("href")
    with door("acme"):
        assert forget_exports(now() + timedelta(days=30)) == 1
    go(page, str(link))
    expect(page.get_by_text("This export has expired")).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("This export has expired")).to_be_visible()
    expect(page.get_by_role("link", name="Download the workbook")).to_be_hidden()
    page.get_by_role("link", name="Back to the list").first.click()
    expect(page.locator("h1")).to_have_text("Partners")


def test_a_long_export_is_cancelled_and_a_worker_that_comes_later_writes_nothing(signed_in: Enter, door, worker, drain):
    page = signed_in("acme", "bill")
    asked(page)
    page.get_by_role("button", name="Cancel the export").click()
    expect(page.get_by_text("The export is cancelled. No file was kept.")).to_be_visible()
    expect(page.get_by_text("This export was cancelled")).to_be_visible()
    drain()
    with door("acme"):
        assert list(Export.objects.values_list("state", "sha256")) == [("cancelled", "")]
