"""The orders of a list as links: for cards, which have no heads to sort by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import html

from billing_platform.lists.registry import every_list
from billing_platform.lists.shown_sorts import sorts
from billing_platform.lists.state import state_of
from invoices.lists.definitions import OUTGOING
from people.permissions import Permission
from tests.lists.looking import looking, state

pytestmark = pytest.mark.django_db
KEPT = "view=issued&q=initech&currency=EUR&per=25"


def ways(choices) -> dict[str, dict[str, str]]:
    return {each.label: {way.words: way.url for way in each.ways} for each in choices}


@pytest.mark.parametrize("definition", every_list(), ids=lambda each: each.key)
def test_every_order_of_a_list_is_offered_upwards_and_downwards(door, today, definition):
    with door("acme"):
        offered = sorts(definition, state(definition, ""), looking(today))
    asked = {state_of(definition, way.url[1:]).sort for choice in offered for way in choice.ways}
    assert asked == definition.sorts


def test_an_order_keeps_view_search_filters_and_size_and_starts_at_the_first_page(door, today):
    with door("acme"):
        offered = ways(sorts(OUTGOING, state(OUTGOING, f"{KEPT}&sort=due_date&page=3"), looking(today)))
    assert offered["Issue date"] == {
        "oldest first": f"?{KEPT}&sort=issue_date",
        "newest first": f"?{KEPT}&sort=-issue_date",
    }


@pytest.mark.parametrize(("address", "current"), [("", "newest first"), ("sort=issue_date", "oldest first")])
def test_the_way_a_list_is_sorted_now_is_marked(door, today, address, current):
    with door("acme"):
        offered = sorts(OUTGOING, state(OUTGOING, address), looking(today))
    assert [(each.label, way.words) for each in offered for way in each.ways if way.is_current] == [
        ("Issue date", current)
    ]


def test_nobody_is_offered_the_order_of_a_column_they_may_not_see(door, today):
    columns = [replace(each, permission=Permission.MANAGE_MEMBERS) for each in OUTGOING.columns]
    secret = replace(OUTGOING, columns=tuple(columns))
    with door("acme"):
        assert list(ways(sorts(secret, state(secret, ""), looking(today, "Otto")))) == []


def test_the_page_of_a_list_holds_the_links(browser_of):
    page = html.fromstring(browser_of("acme", "bill").get(f"/invoices/outgoing/?{KEPT}").content.decode())
    links = page.xpath("//*[@id='sort-menu']//a")
    assert [link.text_content() for link in links][:2] == ["Issue date, oldest first", "Issue date, newest first"]
    assert links[0].get("href") == f"?{KEPT}&sort=issue_date"
