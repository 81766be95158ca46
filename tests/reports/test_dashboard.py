"""The dashboard: every figure is exactly what the list behind its link shows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from invoices.models import Document
from people import permissions
from people.permissions import Permission, Role
from purchase_orders.explanation import Unmatched
from purchase_orders.models import PurchaseOrder
from tests.building import TODAY, buyer, draft, order
from tests.reports.trade import amount_of, listed, number, page_of, words

pytestmark = pytest.mark.django_db
REASONS = {
    Unmatched.UNKNOWN_NUMBER: 2, Unmatched.SEVERAL_NUMBERS: 1, Unmatched.SUSPENDED: 1, Unmatched.CURRENCY: 1,
    Unmatched.SUPPLIER: 1, Unmatched.PERIOD: 1, Unmatched.CHARGE: 1,
}  # fmt: skip


def tiles_of(page):
    """Label, link, printed figure and note of every figure."""
    for tile in page.xpath("//div[@class='kpi']"):
        link = tile.xpath(".//dd[@class='kpi-value']/a")[0]
        notes = [words(note) for note in tile.xpath(".//dd[@class='kpi-note']")]
        yield words(tile[0]), link.get("href"), words(link), notes, tile.xpath(".//dd[@class='kpi-note']/a")


def chart_rows(page, chart: str):
    """Name, link and printed figure of every row of a chart's table."""
    for row in page.xpath(f"//*[@id='{chart}-figures']//tbody/tr"):
        link = row.xpath("./th/a")
        yield words(row[0]), link[0].get("href") if link else "", words(row[1])


@pytest.mark.parametrize("currency", ["EUR", "USD", "JPY"])
def test_every_figure_of_selling_is_what_its_list_shows(browser_of, sold, currency):
    bill = browser_of("acme", "bill")
    page = page_of(bill.get("/", {"currency": currency}))
    shown = list(tiles_of(page))
    assert [label for label, *_ in shown] == [
        "Open receivables", "Overdue", "Expected in 4 weeks", "Issued in November",
        "Drafts", "Verified", "Set aside", "Issued late",
    ]  # fmt: skip
    for label, url, figure, notes, others in shown:
        found = listed(bill, url, currency)
        if figure.endswith(currency):
            assert number(figure) == amount_of(found, url), label
        else:
            assert int(number(figure)) == found.count, label
        for count in re.findall(r"([\d,]+) invoice", notes[0]):
            assert int(number(count)) == found.count, label
        for other in others:
            assert_is_listed(bill, words(other), other.get("href"))


def assert_is_listed(browser: Client, text: str, url: str) -> None:
    """A figure in another currency: "83.30 USD in 2"."""
    amount, currency, *rest = text.split()
    found = listed(browser, url, currency)
    assert amount_of(found, url) == number(amount)
    assert not rest or int(number(rest[-1])) == found.count


@pytest.mark.parametrize("currency", ["EUR", "USD"])
@pytest.mark.parametrize("chart", ["aging", "weeks", "months"])
def test_every_bar_of_selling_is_what_its_list_shows(browser_of, sold, chart, currency):
    bill = browser_of("acme", "bill")
    page = page_of(bill.get("/issued-by-month/" if chart == "months" else "/", {"currency": currency}))
    rows = list(chart_rows(page, chart))
    assert rows
    for label, url, figure in rows:
        assert number(figure) == amount_of(listed(bill, url, currency), url), label
    total = number(words(page.xpath(f"//*[@id='{chart}-figures']/table/tfoot//td")[0]))
    assert sum(number(figure) for *_, figure in rows) == total != 0


def test_the_months_stand_in_a_part_of_the_page_that_is_also_a_page(browser_of, sold, django_assert_max_num_queries):
    bill = browser_of("acme", "bill")
    url = page_of(bill.get("/")).xpath("//*[@id='months-card']/@hx-get")[0]
    with django_assert_max_num_queries(5):
        part = bill.get(url, headers={"HX-Request": "true"})
    assert page_of(part).xpath("/*/@id | //section/@id")[0] == "months-card"
    others = page_of(bill.get(url)).xpath("//ul[@aria-label='Issued in other currencies']//a")
    assert [(words(link), link.get("href")) for link in others] == [
        ("10,710 JPY", "/issued-by-month/?currency=JPY"),
        ("166.60 USD", "/issued-by-month/?currency=USD"),
    ]


def test_who_may_not_see_invoices_does_not_see_what_was_issued(browser_of, monkeypatch):
    allowed = dict.fromkeys(Role, frozenset({Permission.SEE_PURCHASE_ORDERS}))
    monkeypatch.setattr(permissions, "PERMISSIONS_OF", allowed)
    assert browser_of("acme", "bill").get("/issued-by-month/").status_code == 403


def test_aging_and_weeks_add_up_to_what_is_open(browser_of, sold):
    page = page_of(browser_of("acme", "bill").get("/"))
    open_sum = number(next(figure for label, _, figure, *_ in tiles_of(page) if label == "Open receivables"))
    for chart in ("aging", "weeks"):
        assert sum(number(figure) for *_, figure in chart_rows(page, chart)) == open_sum


@pytest.mark.parametrize(("organization", "person"), [("acme", "bill"), ("initech", "betty")])
def test_weeks_alone_are_columns_and_what_is_outside_of_them_is_told_beside(
    browser_of, sold, bought, organization, person
):
    page = page_of(browser_of(organization, person).get("/", {"currency": "EUR"}))
    assert len(page.xpath("//*[@id='weeks']//*[name()='rect']")) == 10
    beside = [words(link) for link in page.xpath("//*[@id='weeks']/ul[@class='legend']//a")]
    assert beside[0] == "Overdue"
    assert beside[1].startswith("Later, from ")
    told = {label: figure for label, _, figure in chart_rows(page, "weeks")}
    shown = [words(figure) for figure in page.xpath("//*[@id='weeks']/ul[@class='legend']//b")]
    assert shown == [told[label] for label in beside]


def test_every_class_of_aging_has_what_is_due_on_its_borders(browser_of, sold):
    bill = browser_of("acme", "bill")
    rows = list(chart_rows(page_of(bill.get("/", {"currency": "EUR"})), "aging"))
    counts = [listed(bill, url, "EUR").count for _, url, _ in rows]
    assert counts == [3 + 2, 2, 2, 2, 2, 2]  # not due: three by their age, two issued today


def test_what_waits_is_what_its_lists_show(browser_of, sold):
    bill = browser_of("acme", "bill")
    page = page_of(bill.get("/", {"currency": "EUR"}))
    for item in page.xpath("//*[@id='before-issue']//ul[@class='legend']/li"):
        link = item.xpath("./a")[0]
        found = listed(bill, link.get("href"), "EUR")
        assert (number(words(item.xpath("./b")[0])), f"in {found.count} document" in words(item)) == (
            found.pending,
            True,
        )


def test_the_buyers_that_owe_most_late_lead_to_what_they_owe(browser_of, sold):
    bill = browser_of("acme", "bill")
    row = page_of(bill.get("/", {"currency": "USD"})).xpath("//*[@id='late-buyers']//tbody/tr")[0]
    found = listed(bill, row.xpath(".//a/@href")[0], "USD")
    assert words(row) == "Globex GmbH2 invoices166.60 USD50 days"
    assert (found.count, found.due) == (2, number("166.60"))


@pytest.mark.parametrize("chart", ["aging", "weeks", "unmatched"])
def test_every_bar_of_buying_is_what_its_list_shows(browser_of, bought, chart):
    betty = browser_of("initech", "betty")
    rows = list(chart_rows(page_of(betty.get("/")), chart))
    assert rows
    for label, url, figure in rows:
        found = listed(betty, url, "EUR")
        assert number(figure) == (found.count if chart == "unmatched" else found.due), label


def test_unmatched_documents_are_grouped_by_why(browser_of, bought):
    rows = chart_rows(page_of(browser_of("initech", "betty").get("/")), "unmatched")
    assert {label: int(number(figure)) for label, _, figure in rows} == {
        reason.label: count for reason, count in REASONS.items()
    }


def test_every_figure_of_buying_is_what_its_list_shows(browser_of, bought):
    betty = browser_of("initech", "betty")
    for label, url, figure, *_ in tiles_of(page_of(betty.get("/"))):
        if url.startswith("/purchase-orders/"):
            assert int(number(figure)) == len(page_of(betty.get(url)).xpath("//tbody/tr")) > 0, label
        else:
            found = listed(betty, url, "EUR")
            assert number(figure) == (amount_of(found, url) if figure.endswith("EUR") else found.count), label


def test_spend_by_order_is_what_each_order_says_is_used(browser_of, bought):
    betty = browser_of("initech", "betty")
    rows = list(chart_rows(page_of(betty.get("/", {"currency": "EUR"})), "spend"))
    assert next((label, figure) for label, _, figure in rows) == ("PO-SPENT", "1.19 EUR")
    for label, url, figure in rows:
        headline = words(page_of(betty.get(url)).xpath("//*[@id='headline']")[0])
        assert f"Used{figure}" in headline, label


def test_orders_to_look_at_say_why(browser_of, bought):
    page = page_of(browser_of("initech", "betty").get("/"))
    rows = {words(row[0]): words(row[2]) for row in page.xpath("//*[@id='at-risk']//tbody/tr")}
    assert rows == {"PO-SOON": "ends in 30 days", "PO-SPENT": "a line is used up"}


def test_needs_you_names_what_waits_with_its_list(browser_of, bought):
    betty = browser_of("initech", "betty")
    told = [(words(task.xpath(".//b")[0]), task.xpath(".//a/@href")[0]) for task in tasks_of(betty)]
    assert told == [
        ("1 purchase order has a line with nothing left", "/purchase-orders/?status=exhausted"),
        ("8 documents found no purchase order", "/invoices/incoming/?view=unmatched"),
        ("2 purchase orders are at risk", "/purchase-orders/?status=at_risk"),
    ]


def tasks_of(browser: Client):
    return page_of(browser.get("/")).xpath("//*[@id='tasks']/li")


@pytest.mark.parametrize(
    ("organization", "person", "sides"),
    [
        ("globex", "ada", ["Selling", "Buying"]),
        ("globex", "otto", ["Selling", "Buying"]),
        ("globex", "betty", ["Buying", "Selling"]),
        ("initech", "ada", []),
    ],
)
def test_who_sells_and_buys_sees_both_sides_by_link(browser_of, organization, person, sides):
    page = page_of(browser_of(organization, person).get("/"))
    links = page.xpath("//nav[@aria-label='Side of trade']/a")
    assert [words(link) for link in links] == sides
    assert [words(link) for link in links if link.get("aria-current")] == sides[:1]


def test_the_other_side_is_a_page_of_its_own(browser_of, sold):
    page = page_of(browser_of("globex", "ada").get("/", {"side": "buying"}))
    assert next(label for label, *_ in tiles_of(page)) == "To pay"


@pytest.mark.parametrize(
    ("missing", "gone", "kept"),
    [
        (Permission.SEE_INVOICES, "//*[@id='payables']", "//*[@id='orders']"),
        (Permission.SEE_PURCHASE_ORDERS, "//*[@id='orders']", "//*[@id='payables']"),
    ],
)
def test_a_role_sees_only_its_part(browser_of, bought, monkeypatch, missing, gone, kept):
    allowed = permissions.PERMISSIONS_OF | {Role.BUYER: permissions.PERMISSIONS_OF[Role.BUYER] - {missing}}
    monkeypatch.setattr(permissions, "PERMISSIONS_OF", allowed)
    page = page_of(browser_of("initech", "betty").get("/"))
    assert (page.xpath(gone), len(page.xpath(kept))) == ([], 1)


def test_who_may_see_nothing_is_told_what_is_missing(browser_of, bought, monkeypatch):
    monkeypatch.setattr(permissions, "PERMISSIONS_OF", dict.fromkeys(Role, frozenset()))
    page = page_of(browser_of("initech", "betty").get("/"))
    assert "the permission “See invoices”" in words(page.xpath("//*[@id='no-dashboard']")[0])


def test_the_auditor_sees_every_part(browser_of, bought):
    page = page_of(browser_of("initech", "otto").get("/"))
    assert [len(page.xpath(f"//*[@id='{part}']")) for part in ("payables", "orders", "needs")] == [1, 1, 1]


def test_a_visitor_is_asked_to_sign_in():
    answer = Client(headers={"host": "acme.localhost"}).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/")


@pytest.mark.parametrize(
    ("organization", "person", "links"),
    [
        ("acme", "bill", ["/invoices/new/"]),
        ("acme", "otto", ["/invoices/outgoing/"]),
        ("initech", "betty", ["/purchase-orders/new/", "/invoices/upload/"]),
        ("initech", "otto", []),
    ],
)
def test_a_new_organization_is_told_what_to_do_first(browser_of, organization, person, links):
    page = page_of(browser_of(organization, person).get("/"))
    assert page.xpath("//*[@id='first-steps']//a/@href") == links


def test_nobody_sees_a_figure_of_another_organization(browser_of, sold, bought):
    page = browser_of("hooli", "ada").get("/").content.decode()
    assert "first-steps" in page
    assert "Initech" not in page
    assert "PO-" not in page


def test_currencies_are_chosen_by_link_and_never_added(browser_of, sold):
    page = page_of(browser_of("acme", "bill").get("/"))
    choice = page.xpath("//nav[@aria-label='Currency of the figures']/a")
    assert [words(link) for link in choice] == ["EUR", "USD", "JPY"]
    assert [words(link) for link in choice if link.get("aria-current")] == ["EUR"]
    assert " USD in 2" in words(page.xpath("//*[@id='open']")[0])


def test_an_unknown_side_or_currency_is_the_usual_one(browser_of, sold):
    page = page_of(browser_of("acme", "bill").get("/", {"side": "flying", "currency": "XXX"}))
    assert "Open receivables" in words(page)
    assert "EUR" in words(page)


@pytest.mark.parametrize(("organization", "person"), [("acme", "ada"), ("initech", "ada")])
def test_the_dashboard_takes_twelve_statements_however_much_there_is(
    browser_of, sold, bought, django_assert_max_num_queries, organization, person
):
    browser = browser_of(organization, person)
    with django_assert_max_num_queries(12):
        browser.get("/")


def test_a_credited_or_paid_document_is_not_open(door, browser_of, sold):
    with door("acme"):
        Document.objects.filter(state="issued", currency="USD").update(settled="83.30")
    labels = {
        label: figure for label, _, figure, *_ in tiles_of(page_of(browser_of("acme", "bill").get("/?currency=USD")))
    }
    assert labels["Open receivables"] == "0.00 USD"


def test_a_deleted_order_is_no_part_of_any_figure(door, browser_of, bought):
    with door("initech"):
        PurchaseOrder.objects.filter(po_id__in=("PO-SOON", "PO-SPENT")).update(deleted_at="2026-11-20T00:00Z")
    page = page_of(browser_of("initech", "betty").get("/"))
    assert page.xpath("//*[@id='at-risk']") == []


def test_a_document_without_a_due_date_has_a_column_of_its_own(door, browser_of, bought):
    with door("initech"):
        some = Document.objects.filter(direction="in").order_by("id")[0]
        Document.objects.filter(pk=some.pk).update(due_date=None)
    betty = browser_of("initech", "betty")
    label, url, figure = list(chart_rows(page_of(betty.get("/")), "weeks"))[-1]
    assert (label, number(figure)) == ("Without a due date", listed(betty, url, "EUR").due)


def test_the_week_of_today_begins_today_and_ends_on_sunday(browser_of, sold):
    rows = list(chart_rows(page_of(browser_of("acme", "bill").get("/")), "weeks"))
    assert f"due_since={TODAY}&due_until={TODAY + timedelta(2)}" in rows[1][1]


def test_a_draft_alone_is_no_empty_dashboard(door, browser_of):
    with door("acme"):
        draft()
        assert buyer("initech")
    assert "Drafts" in words(page_of(browser_of("acme", "bill").get("/")))


def test_an_order_alone_is_no_empty_dashboard(door, browser_of):
    with door("initech"):
        order("PO-1")
    page = page_of(browser_of("initech", "betty").get("/"))
    assert page.xpath("//*[@id='spend']")
    assert not page.xpath("//*[@id='first-steps']")
