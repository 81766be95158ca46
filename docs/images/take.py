"""Take the pictures of README.md from a running demo: `python docs/images/take.py 8000`."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COLOURS = 128


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` is opened at the host of `organization` as `person`; `link` is clicked there when it is named."""

    name: str
    person: str
    organization: str
    path: str
    link: str = ""
    width: int = 1440
    height: int = 900
    theme: str = "light"


PICTURES = (
    Picture("dashboard", "ben", "acme", "/"),
    Picture("buying", "lena", "initech", "/", height=1320),
    Picture("why-this-po", "lena", "initech", "/invoices/incoming/?q=CLOUD-FRAME", link="INV-", height=1100),
    Picture("list", "mara", "acme", "/invoices/outgoing/?view=overdue&currency=EUR"),
    Picture("terms", "mara", "acme", "/payment-terms/"),
    Picture("phone", "lena", "initech", "/purchase-orders/", width=390, height=844, theme="dark"),
    Picture(
        "phone-invoice", "lena", "initech", "/invoices/incoming/?q=CLOUD-FRAME", link="INV-", width=390, height=844
    ),
    Picture("purchase-order", "lena", "initech", "/purchase-orders/", link="SUPPORT-SMALL", theme="dark"),
    Picture("findings", "lena", "initech", "/invoices/incoming/?view=findings", link="LUM-", height=1000),
)


def main(port: int) -> None:
    """Write each picture beside this file."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        for picture in PICTURES:
            take(browser, picture, port)
        browser.close()


def take(browser: Browser, picture: Picture, port: int) -> None:
    """One picture, with few colours, so that the file stays small."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme=picture.theme)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, picture, port)
    page.goto(f"http://{picture.organization}.localhost:{port}{picture.path}")
    if picture.link:
        page.locator("main").get_by_role("link", name=picture.link).first.click()
    page.wait_for_load_state("networkidle")
    file = HERE / f"{picture.name}.png"
    page.screenshot(path=str(file))
    context.close()
    with Image.open(file) as shot:
        shot.convert("RGB").quantize(COLOURS).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} KB")


def sign_in(page: Page, picture: Picture, port: int) -> None:
    """With the password that everybody has in the demo."""
    page.goto(f"http://{picture.organization}.localhost:{port}/")
    page.get_by_label("E-mail").fill(f"{picture.person}@{picture.organization}.example")
    page.get_by_label("Password", exact=True).fill("demo password 2026")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
