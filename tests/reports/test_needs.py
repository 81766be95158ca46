"""What waits for a person: the same counts as the dashboard's, for any page that wants to show them."""

from __future__ import annotations

import pytest

from people.models import Account
from reports.queries.needs import needs_you
from tenants.jobs.models import Job, JobState
from tests.building import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def waits_for(door):
    def told(organization: str, person: str) -> list[tuple[str, str, str]]:
        with door(organization) as opened:
            account = Account.objects.prefetch_related("roles").get(email=f"{person}@{organization}.example")
            return [(task.tone, task.what, task.verb) for task in needs_you(account, opened, TODAY)]

    return told


def test_the_most_urgent_comes_first(waits_for, door, sold):
    with door("acme"):
        Job.objects.bulk_create([Job(kind="k", actor="person:1 A", state=JobState.PARKED)])
    assert waits_for("acme", "bill") == [
        ("bad", "1 job failed", "Review"),
        ("warn", "1 document was set aside", "Review"),
        ("", "2 documents are verified and not issued", "Issue"),
    ]


def test_who_may_not_issue_is_not_asked_to(waits_for, sold):
    assert waits_for("acme", "otto")[-1][2] == "Look"


def test_a_buyer_is_told_of_documents_and_orders(waits_for, bought):
    assert [what for _, what, _ in waits_for("initech", "betty")] == [
        "1 purchase order has a line with nothing left",
        "8 documents found no purchase order",
        "2 purchase orders are at risk",
    ]


def test_it_takes_five_statements(waits_for, door, sold, bought, django_assert_num_queries):
    with door("globex") as opened:
        account = Account.objects.prefetch_related("roles").get(email="ada@globex.example")
        with django_assert_num_queries(5):
            needs_you(account, opened, TODAY)
