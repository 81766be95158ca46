"""Pages of a document stand in the menu under the list it belongs to."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.building import draft

pytestmark = pytest.mark.django_db


def test_the_viewer_belongs_to_the_list_of_its_document(door, browser_of):
    with door("acme"):
        document = draft()
    page = browser_of("acme", "bill").get(reverse("invoices:document", args=[document.public_id])).content.decode()
    marked = re.search(r'<a[^>]*aria-current="page"[^>]*>', page)
    assert marked
    assert reverse("invoices:outgoing") in marked[0]
