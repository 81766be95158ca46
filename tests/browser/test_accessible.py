"""Every page of the spine, wide and narrow, light and dark: axe finds nothing and nothing scrolls sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from invoices.models import Document
from invoices.operations.issue import issue_invoices
from purchase_orders.models import PurchaseOrder
from tests.building import TODAY, draft, line, order, verified

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def pages(committed, door) -> dict[str, list[str]]:
    """Addresses by organization, with something to show on each."""
    with door("initech"):
        order("CLOUD-2026")
        po = PurchaseOrder.objects.get().public_id
    with door("acme"):
        draft()
        issue_invoices([verified("initech", line("500.00")).pk], today=TODAY)
        issued = Document.objects.get(state="issued").public_id
    return {
        "acme": ["/", "/invoices/outgoing/", f"/invoices/{issued}/", "/invoices/new/", "/jobs/", "/mails/"],
        "initech": [
            "/", "/invoices/incoming/", f"/invoices/{issued}/", "/invoices/upload/", "/purchase-orders/",
            f"/purchase-orders/{po}/", "/purchase-orders/new/", "/mails/", "/no-such-page/",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(pages, signed_in, width, theme):
    found = []
    for organization, paths in pages.items():
        page = signed_in(organization, "ada", width=width, theme=theme)
        root = page.url.split("/", 3)
        for path in paths:
            page.goto(f"{root[0]}//{root[2]}{path}")
            page.wait_for_load_state("load")
            found += [(path, violation["id"]) for violation in Axe().run(page).response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((path, "scrolls sideways"))
    assert found == []
