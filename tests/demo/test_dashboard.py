"""Each trouble planted in the demo is one click away from the dashboard of whoever has to deal with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml.html import HtmlElement

from invoices.models import Document
from purchase_orders.explanation import Unmatched
from tests.demo.pages import shown
from tests.demo.test_demo import YEAR, incoming, outgoing
from tests.reports.trade import page_of, words

pytestmark = [pytest.mark.slow, pytest.mark.alone]
Rows = list[Document]


def behind(client: Client, label: str) -> str:
    """The page behind what the dashboard calls so: a figure, a bar of a chart, or a task that needs somebody."""
    dashboard = page_of(client.get("/"))
    [address] = {*_of_figures(dashboard, label), *_of_bars(dashboard, label), *_of_tasks(dashboard, label)}
    return shown(client, address)


def _of_figures(page: HtmlElement, label: str) -> list[str]:
    tiles = [tile for tile in page.xpath("//div[@class='kpi']") if words(tile[0]) == label]
    return [str(tile.xpath(".//dd[@class='kpi-value']/a")[0].get("href")) for tile in tiles]


def _of_bars(page: HtmlElement, label: str) -> list[str]:
    return [link.get("href") for link in page.xpath("//ol[@class='hbars']//a") if words(link) == label]


def _of_tasks(page: HtmlElement, label: str) -> list[str]:
    tasks = page.xpath("//ul[@class='task-list']/li")
    return [task.xpath("./a")[0].get("href") for task in tasks if words(task.xpath(".//b")[0]).endswith(label)]


UNMATCHED: dict[Unmatched, Callable[[], Rows]] = {
    Unmatched.UNKNOWN_NUMBER: lambda: incoming(matched_po="", po_number__in=["PO-4711", "PO-99-X"]),
    Unmatched.PERIOD: lambda: incoming(matched_po="", po_number="CLOUD-FRAME"),
    Unmatched.SUSPENDED: lambda: incoming(matched_po="", po_number="PRINT-OLD"),
    Unmatched.CURRENCY: lambda: incoming(matched_po="", po_number="HARDWARE-US"),
}


@pytest.mark.parametrize("reason", UNMATCHED)
def test_the_buyer_finds_each_unmatched_document_behind_its_figure_and_its_reason(book, visit, reason):
    with book("initech"):
        planted = UNMATCHED[reason]()
    assert planted
    lena = visit("initech", "lena")
    for page in (behind(lena, "Unmatched"), behind(lena, reason.label)):
        assert [row.number for row in planted if row.number not in page] == []


@pytest.mark.parametrize(
    ("label", "po_id"),
    [
        ("POs exhausted", "SUPPORT-SMALL"), ("POs at risk", "EVENTS-TEAM"), ("POs at risk", "AUDIT-Q4"),
        ("a line with nothing left", "SUPPORT-SMALL"),
    ],
)  # fmt: skip
def test_the_buyer_finds_orders_that_are_used_up_or_soon_will_be(visit, label, po_id):
    assert po_id in behind(visit("initech", "lena"), label)


@pytest.mark.parametrize("supplier", ["globex", "acme"])
def test_the_supplier_finds_what_was_issued_late(book, visit, supplier):
    with book(supplier):
        late = [row for row in outgoing(state="issued", period_end__gte=YEAR.first(-3)) if _is_late(row)]
    assert late
    page = behind(visit(supplier, "ben"), "Issued late")
    assert [row.number for row in late if row.number not in page] == []


def _is_late(row: Any) -> bool:
    return (row.issue_date - row.period_end).days > 30 and (YEAR.today - row.issue_date).days <= 90


@pytest.mark.parametrize(
    ("who", "label", "planted"),
    [
        ("ben@acme", "job failed", "The worker died each time this was tried."),
        ("ben@acme", "Set aside", "Its total is below zero"),
        ("ben@acme", "Overdue", "Initech AG"),
        ("lena@initech", "With findings", "LUM-"),
        ("lena@globex", "is suspended for a one-time purchase", "GX-RESALE"),
        ("lena@verne", "POs exhausted", "BC-021"),
        ("lena@lindenau", "POs exhausted", "BEST-130"),
    ],
)
def test_what_needs_somebody_is_behind_its_figure_or_task(visit, who, label, planted):
    person, organization = who.split("@")
    assert planted in behind(visit(organization, person), label)
