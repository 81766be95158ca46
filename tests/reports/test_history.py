"""The history of the organization: who did what to which thing, narrowed, turned, and read by whom it concerns."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse

from people.models import Account
from people.permissions import Permission
from purchase_orders.models import PurchaseOrder
from tenants import border
from tenants.border import Actor
from tests.building import order, po_line

pytestmark = pytest.mark.django_db
BETTY = Actor("person:0190", "Betty Roe")


def words_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def listed(answer: HttpResponse) -> list[str]:
    """What each row was about, in order."""
    return re.findall(r'class="cell-main"[^>]*>([^<]*)', answer.content.decode().partition("<tbody")[2])


def test_everything_that_changed_is_listed_newest_first_with_who_and_how(door, browser_of):
    with door("initech", BETTY):
        made = order("PO-1")
        PurchaseOrder.objects.filter(pk=made.pk).update(expiration=date(2027, 1, 31))
    answer = browser_of("initech", "otto").get("/history/")
    assert listed(answer)[:4] == ["PO-1", "PO-1, contact Betty", "PO-1, line 1", "PO-1"]
    words = words_of(answer)
    assert "Betty Roe" in words
    assert "Expiration <del>31 Dec 2026</del>" in words
    assert 'aria-current="page"' in words.partition("History</a>")[0][-200:]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=person:0190", ["PO-1"]),
        ("who=person:019", []),
        ("kind=Partners", ["Globex GmbH", "Acme Distribution SE"]),
        ("done=D", ["PO-1, contact Betty"]),
        ("q=po-2&done=I", ["PO-2, contact Betty", "PO-2, line 1", "PO-2"]),
        ("q=nothing is called so", []),
        ("since=2026-11-20&until=2026-11-20", []),
        ("since=2020-01-01&until=2999-12-31&done=D", ["PO-1, contact Betty"]),
        ("within=last-year", []),
        ("request=test-2", ["PO-2, contact Betty", "PO-2, line 1", "PO-2"]),
    ],
)
def test_the_list_is_narrowed_by_person_kind_action_period_name_and_request(door, cast, browser_of, query, found):
    with door("initech"):
        made = order("PO-1")
        made.contacts.all().delete()
    with border.inside(cast["initech"], Actor("person:bill", "Bill"), via="web", request="test-2"):
        order("PO-2")
    with door("initech", BETTY):
        PurchaseOrder.objects.filter(pk=made.pk).update(is_suspended=True)
    assert listed(browser_of("initech", "otto").get(f"/history/?{query}")) == found


def test_who_may_not_see_purchase_orders_reads_nothing_of_them(door, browser_of, monkeypatch):
    with door("initech"):
        order("PO-1")
        otto = Account.objects.get(email="otto@initech.example")
        fewer = otto.permissions - {Permission.SEE_PURCHASE_ORDERS}
    reader = browser_of("initech", "otto")
    assert "PO-1" in words_of(reader.get("/history/"))
    monkeypatch.setattr(Account, "permissions", fewer)
    assert "PO-1" not in words_of(reader.get("/history/"))
    assert listed(reader.get("/history/?q=PO-1")) == []


def test_only_who_may_see_the_history_opens_it_and_finds_it_in_the_menu(browser_of):
    assert browser_of("initech", "betty").get("/history/").status_code == 403
    assert 'href="/history/"' not in words_of(browser_of("initech", "betty").get("/mails/"))
    assert 'href="/history/"' in words_of(browser_of("initech", "otto").get("/mails/"))


def test_a_stranger_reads_its_own_history_alone(door, browser_of):
    with door("initech"):
        order("PO-1")
    assert "PO-1" not in words_of(browser_of("hooli", "ada").get("/history/?per=100"))


def test_a_full_page_of_the_list_needs_few_statements(door, browser_of, django_assert_max_num_queries):
    with door("initech"):
        for number in range(8):
            order(f"PO-{number}", lines=[po_line(str(line)) for line in range(1, 12)])
    otto = browser_of("initech", "otto")
    with django_assert_max_num_queries(20):
        assert len(listed(otto.get("/history/?per=100"))) == 100


def test_the_pages_of_the_list_hold_every_change_once(door, browser_of):
    with door("initech"):
        order("PO-1", lines=[po_line(str(number)) for number in range(1, 60)])
    otto, seen, url = browser_of("initech", "otto"), [], "/history/?per=25&kind=Purchase+orders"
    while url:
        page = otto.get(url).content.decode()
        seen += re.findall(r'<tr id="row-(\d+)"', page)
        further = re.search(r'href="([^"]*)" rel="next"', page)
        url = f"/history/{unescape(further[1])}" if further else ""
    assert len(seen) == len(set(seen)) == 61
