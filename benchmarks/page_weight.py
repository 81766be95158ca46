"""What a page weighs on its way to a cold browser: HTML, style sheet, scripts and icons, compressed.

Usage: `python benchmarks/page_weight.py acme.localhost:8000 E-MAIL PASSWORD [PATH …]` beside a product on this machine.
"""

from __future__ import annotations

import gzip
import re
import sys
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

GOAL = 150 * 1024
PAGES = ("/invoices/outgoing/", "/invoices/incoming/", "/invoices/new/", "/purchase-orders/", "/purchase-orders/new/",
         "/mails/", "/jobs/", "/my-account/")  # fmt: skip
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

    def sign_in(self, email: str, password: str) -> None:
        found = TOKEN.search(self.fetch("/sign-in/")[1])
        typed = {"username": email, "password": password, "csrfmiddlewaretoken": found[1] if found else ""}
        self.fetch("/sign-in/", typed)


def main(host: str, email: str, password: str, *paths: str) -> int:
    """Print a line a page; 1 when one is heavier than the goal."""
    browser = Browser(host)
    browser.sign_in(email, password)
    heaviest = 0
    for path in paths or PAGES:
        html, parts, requests = weight(browser, path)
        heaviest = max(heaviest, html + parts)
        print(f"{path:28} {(html + parts) / 1024:6.1f} KB in {requests:2} requests, HTML {html / 1024:.1f} KB of it")
    print(f"heaviest {heaviest / 1024:.1f} KB, goal {GOAL // 1024} KB")
    return int(heaviest > GOAL)


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
