"""Two people who change terms in the same moment, in transactions of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection

from payment_terms.models import BuyerTerms, TermsChange
from payment_terms.operations import change_default, set_terms
from payment_terms.refusals import StaleTerms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import default_standing
from tests.building import buyer

TODAY = date(2026, 11, 20)


def test_of_two_who_looked_at_the_same_row_one_is_told(committed, door):
    with door("acme"):
        partner_id, seen = buyer("initech").pk, default_standing().change_id
    outcomes = at_once(door, lambda days: set_terms(partner_id, Terms(Kind.NET, days), today=TODAY, seen=seen))
    assert sorted(outcomes) == ["saved", "told"]
    with door("acme"):
        assert TermsChange.objects.filter(partner_id=partner_id).count() == 1


def test_without_a_version_both_are_kept_one_after_the_other_and_one_is_the_newest(committed, door):
    with door("acme"):
        partner_id = buyer("initech").pk
    assert at_once(door, lambda days: set_terms(partner_id, Terms(Kind.NET, days), today=TODAY)) == ["saved", "saved"]
    with door("acme"):
        rows = list(TermsChange.objects.filter(partner_id=partner_id).order_by("id"))
        assert rows[1].previous_id == rows[0].pk
        assert BuyerTerms.objects.get(partner_id=partner_id).change_id == rows[1].pk


def test_of_two_who_looked_at_the_same_default_one_is_told(committed, door):
    with door("acme"):
        seen = default_standing().change_id
    outcomes = at_once(door, lambda days: change_default(Terms(Kind.NET, days), today=TODAY, seen=seen))
    assert sorted(outcomes) == ["saved", "told"]


def at_once(door, change) -> list[str]:
    started = Barrier(2, timeout=20)

    def run(days: int) -> str:
        try:
            with door("acme"):
                started.wait()
                change(days)
        except StaleTerms:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, (45, 60)))
