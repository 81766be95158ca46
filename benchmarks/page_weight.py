"""What a page weighs on its way to a cold browser: HTML, style sheet, scripts and icons, compressed.

Usage: `python benchmarks/page_weight.py acme.localhost:8000 E-MAIL PASSWORD [PATH …]` beside a product on this machine.
Without paths every page that links lead to from the dashboard is weighed, one of each kind.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

GOAL = 150 * 1024
START = "/"
# Files, what is asked for once more and the interactive reference of the API, which its own page of docs speaks of.
NO_PAGES = re.compile(r"/(static|api)/|/(pdf|file|original|download|template|cell|sums)(/|$)")
LINKS = re.compile(r'<a [^>]*href="(/[^"?#]*)')
ONE_OF_MANY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9]+(?=/)")
PARTS = re.compile(r'(?:href|src)="(/static/[^"#]+)')
IMPORTS = re.compile(r'@import url\("([^"]+)"\)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Keeps cookies and caches nothing."""

    def __init__(self, host: str) -> None:
        self._headers = {"Host": host, "Accept-Encoding": "gzip"}
        self._site = f"http://127.0.0.1:{host.rpartition(':')[2]}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def fetch(self, path: str, typed: dict[str, str] | None = None) -> tuple[int, str]:
        """Bytes as they came, and the text."""
        sent = urlencode(typed).encode() if typed else None
        with self._opener.open(Request(urljoin(self._site, path), sent, self._headers)) as answer:
            body: bytes = answer.read()
            packed = answer.headers.get("Content-Encoding") == "gzip"
        return len(body), (gzip.decompress(body) if packed else body).decode()

    def page(self, path: str) -> tuple[str, str]:
        """Its media type and, of a page, its text."""
        with self._opener.open(Request(urljoin(self._site, path), None, {"Host": self._headers["Host"]})) as answer:
            kind = answer.headers.get_content_type()
            return kind, answer.read().decode() if kind == "text/html" else ""

    def sign_in(self, email: str, password: str) -> None:
        found = TOKEN.search(self.fetch("/sign-in/")[1])
        typed = {"username": email, "password": password, "csrfmiddlewaretoken": found[1] if found else ""}
        self.fetch("/sign-in/", typed)


def main(host: str, email: str, password: str, *paths: str) -> int:
    """Print a line a page; 1 when one is heavier than the goal."""
    browser = Browser(host)
    browser.sign_in(email, password)
    weights = []
    for path in paths or pages(browser):
        html, parts, requests = weight(browser, path)
        weights.append(html + parts)
        shown = ONE_OF_MANY.sub("…", path)
        print(f"{shown:48} {weights[-1] / 1024:6.1f} KB in {requests:2} requests, HTML {html / 1024:.1f} KB of it")
    print(f"{len(weights)} pages, heaviest {max(weights) / 1024:.1f} KB, goal {GOAL // 1024} KB")
    return int(max(weights) > GOAL)


def pages(browser: Browser) -> Iterator[str]:
    """The start page and, of each kind of address that a page links to, the first."""
    waiting, known = [START], {START}
    while waiting:
        path = waiting.pop(0)
        kind, text = browser.page(path)
        if kind != "text/html":
            continue
        yield path
        for link in LINKS.findall(text):
            if not NO_PAGES.search(link) and (like := ONE_OF_MANY.sub("…", link)) not in known:
                known.add(like)
                waiting.append(link)


def weight(browser: Browser, path: str) -> tuple[int, int, int]:
    """Bytes of the page itself, bytes of what it names, and how many requests that takes."""
    html, text = browser.fetch(path)
    named = sorted(set(PARTS.findall(text)))
    imports = {name: IMPORTS.findall(browser.fetch(name)[1]) for name in named if name.endswith(".css")}
    sheets = [urljoin(name, part) for name, parts in imports.items() for part in parts]
    weights = [browser.fetch(name)[0] for name in (*named, *sheets)]
    return html, sum(weights), 1 + len(weights)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
