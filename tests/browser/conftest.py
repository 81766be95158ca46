"""A real Chromium against real processes: the web server and a worker on this test's database."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from billing_platform.local.children import wait_until
from billing_platform.local.listener import answers
from tests.browser.pages import sign_in
from tests.cast import PASSWORD
from tests.faults.processes import environment_of_tests, free_port, started, worker_command
from tests.machine import lacking

expect.set_options(timeout=15_000)  # a machine may be busy; what holds is seen at once

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)
    if not path:
        lacking("no Chromium was found: install it, or name it by CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a web server on the database of this test process."""
    port, log = free_port(), tmp_path_factory.mktemp("web") / "web.log"
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--threads", "4",
               "billing_platform.wsgi:application"]  # fmt: skip
    with started(command, log, env=environment_of_tests()):
        assert wait_until(lambda: answers(port), 60, 0.05), log.read_text()
        yield port


@pytest.fixture
def site(committed: None, web: int, tmp_path: Path) -> Iterator[str]:
    """The port of a running web server, with a worker beside it for the time of the test."""
    with started(worker_command(1), tmp_path / "worker.log", env=environment_of_tests()):
        yield str(web)


@pytest.fixture
def signed_in(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`signed_in("acme", "bill")`: a page at the organization's host, signed in by its form."""
    opened: list[BrowserContext] = []

    def enter(organization: str, person: str, *, width: int = 1440, theme: str = "light") -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        opened.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto(f"http://{organization}.localhost:{site}/")
        sign_in(page, f"{person}@{organization}.example", PASSWORD)
        page.wait_for_selector("main#main h1")
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def at_host(chromium: Browser, site: str) -> Iterator[Callable[[str], Page]]:
    """`at_host("acme")`: the organization's sign-in, without scripts."""
    contexts: list[BrowserContext] = []

    def enter(organization: str) -> Page:
        contexts.append(chromium.new_context(java_script_enabled=False))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        page.goto(f"http://{organization}.localhost:{site}/")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def plain(at_host: Callable[[str], Page]) -> Callable[[str, str], Page]:
    """`plain("acme", "bill")`: signed in by the form, without scripts."""

    def enter(organization: str, person: str) -> Page:
        page = at_host(organization)
        sign_in(page, f"{person}@{organization}.example", PASSWORD)
        return page

    return enter
