"""What the bell counts among the documents is what the list behind it shows, and no document is counted twice."""

from __future__ import annotations

import pytest

from invoices.lists.definitions import INCOMING, OUTGOING
from invoices.models import Document
from invoices.waiting import WAITING
from tests.building import TODAY, draft, verified
from tests.lists.looking import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(door):
    """At acme's: two drafts, one of them back with a reason, and three verified ones, one of them set aside."""
    with door("acme"):
        draft()
        Document.objects.filter(pk=draft().pk).update(set_aside="Wrong cost centre.")
        verified("initech")
        verified("globex")
        Document.objects.filter(pk=verified("initech").pk).update(set_aside="The buyer has no tax number.")


@pytest.mark.parametrize("waiting", WAITING, ids=[each.key for each in WAITING])
def test_each_count_is_that_of_its_list(desk, door, waiting):
    definition = INCOMING if waiting.url_name == "invoices:incoming" else OUTGOING
    with door("acme"):
        listed = found(definition, waiting.query, TODAY)
        assert set(waiting.waiting().values_list("pk", flat=True)) == set(listed.values_list("pk", flat=True))


def test_no_document_is_counted_twice(desk, door):
    with door("acme"):
        counted = [pk for each in WAITING for pk in each.waiting().values_list("pk", flat=True)]
    assert len(counted) == len(set(counted)) == 5
