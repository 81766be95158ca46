"""E leads from a row to where it is edited, for those who may."""

from __future__ import annotations

import pytest
from lxml import html

from people.models import Account
from tests.building import order

pytestmark = pytest.mark.django_db


def led_to(browser, path: str) -> dict[str, str | None]:
    """Where E leads from each row, by the name of the row."""
    answer = browser.get(path)
    assert answer.status_code == 200
    rows = html.fromstring(answer.content.decode()).xpath("//tbody/tr")
    return {row.xpath(".//a[contains(@class, 'cell-main')]")[0].text_content(): row.get("data-edit") for row in rows}


def test_from_a_purchase_order_to_its_form(door, browser_of):
    with door("initech"):
        made = order("PO-1")
    url = f"/purchase-orders/{made.public_id}/edit/"
    assert led_to(browser_of("initech", "betty"), "/purchase-orders/") == {"PO-1": url}
    assert browser_of("initech", "betty").get(url).status_code == 200
    assert led_to(browser_of("initech", "otto"), "/purchase-orders/") == {"PO-1": None}


def test_from_a_partner_to_the_field_of_its_number(browser_of):
    urls = led_to(browser_of("acme", "ada"), "/partners/")
    assert all(url.endswith("#number") for url in urls.values())
    page = browser_of("acme", "ada").get(next(iter(urls.values()))).content.decode()
    assert 'id="number"' in page
    assert set(led_to(browser_of("acme", "otto"), "/partners/").values()) == {None}


def test_from_a_member_to_its_roles_and_from_oneself_nowhere(door, browser_of):
    with door("acme"):
        betty = Account.objects.get(name="Betty")
    urls = led_to(browser_of("acme", "ada"), "/members/")
    assert (urls["Betty"], urls["Ada"]) == (f"/members/{betty.public_id}/", None)
