"""Pages on paper, asked for in the dark theme: the content alone, in full, with the figures of charts, on white."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from invoices.operations.issue import issue_invoices
from tests.browser.pages import go
from tests.building import TODAY, line, order, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What is left of A4 between the margins of print.css, in CSS pixels: upright, and across for a table of many columns.
UPRIGHT, ACROSS = 703, 1047
LONG = "Rechnungsempfängeranschriftenverwaltung" * 4
ONLY_ON_A_SCREEN = """
.topbar, .sidebar, .toolbar, .views, .bulkbar, .pagination, .toasts, .page-actions, .skip-link, .check, dialog,
[popover], button, .button, input:not([type=hidden], .edit-input), select, textarea, .chart-data > summary"""
FAULTS = """(onlyOnAScreen) => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
  const all = [...document.querySelectorAll("body *")].filter(shown);
  const name = (one) => `${one.tagName} ${one.getAttribute("class")}`;
  const left = all.filter((one) => one.matches(onlyOnAScreen)).map((one) => `only for a screen: ${name(one)}`);
  const clips = (one) => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
  const clipped = all.filter((one) => clips(one) && !one.closest("svg, progress, .visually-hidden"))
    .map((one) => `clipped: ${name(one)}`);
  const isBare = (chart) => ![...chart.querySelectorAll("table td, .legend b")].some(shown);
  const bare = all.filter((one) => one.matches(".chart") && isBare(one)).map((one) => `bare: ${one.id}`);
  const {scrollWidth, clientWidth} = document.documentElement;
  const over = scrollWidth > clientWidth ? [`${scrollWidth} px wide`] : [];
  const line = (one) => getComputedStyle(one).borderBottomColor;
  const boxed = all.filter((one) => one.matches(".edit-input") && line(one) !== "rgba(0, 0, 0, 0)").map(name);
  return [...new Set([...left, ...boxed, ...clipped, ...bare, ...over])];
}"""
COLOURS = """() => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const light = (colour) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    return alpha < 128 ? 1 : (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  };
  const of = (selector) => [...document.querySelectorAll(selector)].map((one) => getComputedStyle(one));
  return {
    ink: Math.max(...of("h1, h2, td, dd, p").map((style) => light(style.color))),
    paper: Math.min(...of("html, body, main, .panel, .card, td, th").map((style) => light(style.backgroundColor))),
  };
}"""


@pytest.fixture
def printed(committed, door, signed_in) -> Callable[[str, str, int], Page]:
    """`printed("acme", "/", UPRIGHT)`: the page as it goes to paper of this width, from the theme chosen as dark."""
    with door("initech"):
        order("CLOUD-2026", description=LONG)
    with door("acme"):
        asked = [verified("initech", line(price), po_number="CLOUD-2026").pk for price in ("500.00", "12345.67")]
        verified("initech", po_number=LONG[:100])
        issue_invoices(asked, today=TODAY)

    def opened(organization: str, path: str, width: int, *then: str) -> Page:
        page = signed_in(organization, "ada", theme="dark")
        page.context.add_cookies([{"name": "theme", "value": "dark", "url": page.url}])
        go(page, path)
        for each in then:
            page.get_by_role("link", name=each).first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator("html").get_attribute("data-theme") == "dark"
        page.set_viewport_size({"width": width, "height": 1000})
        page.emulate_media(media="print", reduced_motion="reduce")
        return page

    return opened


@pytest.mark.parametrize(
    ("organization", "path", "width", "then", "holds"),
    [
        ("acme", "/invoices/outgoing/", ACROSS, [], "INV-2026-000001"),
        ("acme", "/invoices/outgoing/?view=issued", ACROSS, ["INV-2026-000001"], "VAT 19 %"),
        ("acme", "/", UPRIGHT, [], "Not due"),
        ("acme", "/payment-terms/", ACROSS, [], "Initech AG"),
        ("initech", "/", UPRIGHT, [], "CLOUD-2026"),
        ("initech", "/purchase-orders/", ACROSS, [], "CLOUD-2026"),
        ("initech", "/purchase-orders/", UPRIGHT, ["CLOUD-2026"], "Matched invoices"),
    ],
    ids=["outgoing", "invoice", "selling", "terms", "buying", "orders", "order"],
)  # fmt: skip
def test_a_page_is_printed_in_full_without_what_only_a_screen_needs(printed, organization, path, width, then, holds):
    page = printed(organization, path, width, *then)
    expect(page.locator("main")).to_contain_text(holds)
    assert not page.evaluate(FAULTS, ONLY_ON_A_SCREEN)
    colours = page.evaluate(COLOURS)
    assert (colours["ink"] < 0.5, colours["paper"] > 0.9) == (True, True), colours


def test_the_sheets_of_a_wide_list_lie_across_and_hold_its_last_column(printed):
    page = printed("acme", "/invoices/outgoing/", ACROSS)
    (sheet,) = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert sheet.mediabox.width > sheet.mediabox.height
    inside = []
    sheet.extract_text(visitor_text=lambda text, user, matrix, *_: inside.append((text, user[0] * matrix[4] + user[4])))
    (total,) = [right for text, right in inside if "14,691.35" in text][-1:]
    assert 0.8 * float(sheet.mediabox.width) < total < float(sheet.mediabox.width)
