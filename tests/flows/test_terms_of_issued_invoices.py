"""Worked examples of payment terms, through to the due date of an invoice that was issued, in both books."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from common.dates import local_today
from invoices.models import Document
from invoices.operations.issue import issue_invoices
from partners.models import Partner
from partners.operations import BuyerFacts, add_buyer
from payment_terms.operations import set_first_terms, set_terms, undo_terms
from payment_terms.queries.history import history_of
from payment_terms.wording import parse_terms
from tests.building import buyer, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(door):
    """Issues an invoice of acme to initech on a day: its terms and due date, the same in both books."""

    def issue(day: date) -> tuple[str, date]:
        with door("acme"):
            document = verified("initech", today=day)
            issue_invoices([document.pk], today=day)
            document.refresh_from_db()
        with door("initech"):
            copy = Document.objects.get(public_id=document.public_id)
        assert (copy.terms_text, copy.due_date) == (document.terms_text, document.due_date)
        return document.terms_text, document.due_date

    return issue


@pytest.mark.parametrize(
    ("terms", "posted", "expected"),
    [
        ("EOM+30", date(2026, 1, 15), date(2026, 3, 2)),
        ("30 EOM", date(2026, 1, 15), date(2026, 2, 28)),
        ("EOM+30", date(2024, 1, 31), date(2024, 3, 1)),
        ("30 EOM", date(2024, 1, 31), date(2024, 3, 31)),
        ("Net 0", date(2026, 1, 15), date(2026, 1, 15)),
    ],
    ids=str,
)
def test_the_order_of_the_steps_decides_the_due_date(door, due, terms, posted, expected):
    with door("acme"):
        set_first_terms(buyer("initech"), parse_terms(terms))
    assert due(posted) == (terms, expected)


def test_a_change_half_an_hour_into_december_in_berlin_counts_from_january(door, due):
    with door("acme"):
        changed_on = local_today(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "Europe/Berlin")
        assert set_terms(buyer("initech").pk, parse_terms("45"), today=changed_on).counts_from == date(2027, 1, 1)
    assert due(date(2026, 12, 15)) == ("Net 30", date(2027, 1, 14))
    assert due(date(2027, 1, 1)) == ("Net 45", date(2027, 2, 15))


def test_of_two_changes_in_a_month_the_second_counts_and_history_has_both(door, due):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, parse_terms("45"), today=date(2026, 11, 10))
        set_terms(partner.pk, parse_terms("60"), today=date(2026, 11, 20))
        assert [past.text for past in history_of(partner.pk)][:2] == ["Net 60", "Net 45"]
    assert due(date(2026, 11, 30)) == ("Net 30", date(2026, 12, 30))
    assert due(date(2026, 12, 1)) == ("Net 60", date(2027, 1, 30))


def test_with_the_second_change_undone_the_first_one_counts(door, due):
    with door("acme"):
        partner = buyer("initech")
        set_terms(partner.pk, parse_terms("45"), today=date(2026, 11, 10))
        set_terms(partner.pk, parse_terms("60"), today=date(2026, 11, 20))
        undo_terms(partner.pk, today=date(2026, 11, 30))
    assert due(date(2026, 12, 1)) == ("Net 45", date(2027, 1, 15))


def test_the_first_terms_of_a_new_relationship_count_the_same_day_and_for_an_earlier_issue_date(door, cast):
    created, before = date(2026, 11, 20), date(2026, 11, 16)
    with door("acme"):
        partner = add_buyer(cast["hooli"].number, facts=BuyerFacts(email="billing@hooli.example"))
        Partner.objects.filter(pk=partner.pk).update(created_at=datetime(2026, 11, 20, 9, tzinfo=UTC))
        set_first_terms(partner, parse_terms("15"))
        documents = [verified("hooli", today=created, issue_date=day) for day in (before, created)]
        issue_invoices([document.pk for document in documents], today=created)
    with door("hooli"):
        copies = Document.objects.order_by("issue_date")
        told = [(copy.issue_date, copy.terms_text, copy.due_date) for copy in copies]
    assert told == [(before, "Net 15", date(2026, 12, 1)), (created, "Net 15", date(2026, 12, 5))]
