"""Beyond the numbered pages over HTTP: the form “Go to” leads to a page, to a value, and never past the end."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from lxml import html

from invoices.models import Document
from tests.building import TODAY, buyer

pytestmark = pytest.mark.django_db
LIST = "/invoices/outgoing/"


@pytest.fixture
def bill(door, browser_of, monkeypatch):
    """A hundred drafts, of which 50 are reached by the number of their page, 25 on each."""
    for place in ("rows", "shown_pages"):
        monkeypatch.setattr(f"billing_platform.lists.{place}.MOST_BY_NUMBER", 50)
    with door("acme"):
        partner = buyer("initech")
        Document.objects.bulk_create(
            Document(direction="out", partner=partner, currency="EUR", issue_date=TODAY.replace(day=1 + n % 10))
            for n in range(100)
        )
    return browser_of("acme", "bill")


def opened(browser, query):
    answer = browser.get(LIST, QueryDict(query))
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def sent(shown, /, **typed):
    """What the form “Go to” sends with this typed into it."""
    (form,) = shown.xpath("//form[@aria-label='Go to']")
    fields = {each.name: each.value or "" for each in form.xpath(".//input")}
    query = QueryDict(mutable=True)
    query.update(fields | typed)
    return query.urlencode()


def numbers(page):
    return page.xpath("//tbody//a[contains(@class, 'cell-main')]/@href")


def where(page):
    return page.xpath("//*[@id='pagination']/span")[0].text_content()


def test_a_page_is_reached_by_its_number_and_keeps_the_filter_and_the_size(bill):
    first = opened(bill, "per=25&currency=EUR")
    second = opened(bill, sent(first, page="2"))
    assert where(second) == "26–50 of 100"
    assert second.xpath("//a[@aria-label='Remove filter Currency']")
    assert len(numbers(second)) == 25


@pytest.mark.parametrize("typed", ["3", "4", "5", "9999"])
def test_a_number_above_the_last_that_counts_opens_that_one(bill, typed):
    assert where(opened(bill, sent(opened(bill, "per=25"), page=typed))) == "26–50 of 100"


@pytest.mark.parametrize("typed", ["0", "-1", "x", "1.5", "²", "9" * 20])
def test_what_is_no_number_opens_the_first_page(bill, typed):
    assert where(opened(bill, sent(opened(bill, "per=25"), page=typed))) == "1–25 of 100"


def test_next_goes_on_beyond_the_numbered_pages_and_previous_comes_back(bill):
    page, seen, places = opened(bill, "per=25"), [], []
    while True:
        seen += numbers(page)
        places.append(where(page))
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        page = opened(bill, following[0].partition("?")[2])
    assert places == ["1–25 of 100", "26–50 of 100", "51–75 of 100", "76–100 of 100"]
    assert len(set(seen)) == 100
    before = opened(bill, page.xpath("//a[@rel='prev']/@href")[0].partition("?")[2])
    assert numbers(before) == seen[50:75]


def test_a_far_day_is_jumped_to_and_the_form_stands_there_too(bill):
    first = opened(bill, "per=25&sort=issue_date")
    there = opened(bill, sent(first, page="", jump=TODAY.replace(day=9).isoformat()))
    assert len(numbers(there)) == 20
    assert there.xpath("//a[@rel='prev']")
    back = opened(bill, sent(there, page="1", jump=""))
    assert numbers(back) == numbers(first)
