"""What the menu leads to: the lists each trading organization has; pages of a document belong to one of them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from lxml.html import fromstring

from tests.building import draft

pytestmark = pytest.mark.django_db


def test_the_viewer_belongs_to_the_list_of_its_document(door, browser_of):
    with door("acme"):
        document = draft()
    page = browser_of("acme", "bill").get(reverse("invoices:document", args=[document.public_id])).content.decode()
    marked = re.search(r'<a[^>]*aria-current="page"[^>]*>', page)
    assert marked
    assert reverse("invoices:outgoing") in marked[0]


@pytest.mark.parametrize("path", ["/invoices/outgoing/", "/invoices/billings/"])
def test_a_customer_is_told_that_nothing_is_invoiced_from_there_and_where_its_own_invoices_are(browser_of, path):
    page = fromstring(browser_of("initech", "bill").get(path).content)
    told = page.xpath("//*[@id='sells-nothing']")[0]
    assert "it buys and has no buyers" in told.text_content()
    assert told.xpath(".//a/@href") == ["/invoices/incoming/"]
    assert page.xpath("//nav[@id='nav']//a[@aria-current='page']/@href") == [path]
    assert not page.xpath("//a[@href='/invoices/new/']")


@pytest.mark.parametrize(
    ("path", "words"), [("/invoices/outgoing/", "Write a draft"), ("/invoices/billings/", "Each line of an invoice")]
)
def test_a_seller_is_told_how_the_first_one_comes_there(browser_of, path, words):
    page = fromstring(browser_of("globex", "bill").get(path).content)
    assert words in page.xpath("//*[@id='state']")[0].text_content()
    assert not page.xpath("//*[@id='sells-nothing']")
