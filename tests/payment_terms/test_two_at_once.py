"""Two people who change terms in the same moment, in transactions of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from payment_terms.models import BuyerTerms, TermsBatch, TermsChange
from payment_terms.operations import change_default, change_many, set_terms, undo_batch
from payment_terms.refusals import ChangedSince, NothingToUndo, StaleTerms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import default_standing, newest_change
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


@pytest.mark.parametrize("repeat", range(2))
def test_of_one_who_changes_many_rows_and_one_who_changes_one_of_them_the_later_is_told(committed, door, repeat):
    with door("acme"):
        ids, seen = [buyer(name).pk for name in ("globex", "initech")], newest_change()
    outcomes = both_at_once(
        door,
        lambda: change_many(dict.fromkeys(ids, Terms(Kind.NET, 60)), today=TODAY, seen=seen),
        lambda: set_terms(ids[1], Terms(Kind.NET, 45), today=TODAY, seen=seen),
    )
    assert sorted(outcomes) == ["saved", "told"]
    with door("acme"):
        rows = dict(BuyerTerms.objects.values_list("partner_id", "text"))
    wanted = dict.fromkeys(ids, "Net 60") if outcomes[0] == "saved" else {ids[1]: "Net 45"}
    assert rows == wanted


@pytest.mark.parametrize("repeat", range(2))
def test_of_one_who_takes_many_rows_back_and_one_who_changes_one_of_them_nobody_undoes_the_other(
    committed, door, repeat
):
    with door("acme"):
        ids = [buyer(name).pk for name in ("globex", "initech")]
        changed, batch = change_many(dict.fromkeys(ids, Terms(Kind.NET, 60)), today=TODAY)
    outcomes = both_at_once(
        door,
        lambda: undo_batch(batch.public_id, today=TODAY),
        lambda: set_terms(ids[1], Terms(Kind.NET, 45), today=TODAY, seen=changed.version),
    )
    assert sorted(outcomes) == ["saved", "told"]
    with door("acme"):
        rows = dict(BuyerTerms.objects.values_list("partner_id", "text"))
        assert TermsBatch.objects.filter(undoes=batch).exists() is (outcomes[0] == "saved")
    wanted = dict.fromkeys(ids, "") if outcomes[0] == "saved" else {ids[0]: "Net 60", ids[1]: "Net 45"}
    assert rows == wanted


def test_of_two_who_take_the_same_rows_back_one_does(committed, door):
    with door("acme"):
        _, batch = change_many({buyer("initech").pk: Terms(Kind.NET, 60)}, today=TODAY)
    undo = partial(undo_batch, batch.public_id, today=TODAY)
    assert sorted(both_at_once(door, undo, undo)) == ["saved", "told"]
    with door("acme"):
        assert TermsBatch.objects.filter(undoes=batch).count() == 1


def at_once(door, change) -> list[str]:
    return both_at_once(door, lambda: change(45), lambda: change(60))


def both_at_once(door, *acts: Callable[[], object]) -> list[str]:
    """What became of each act, each in a transaction of its own, all at the same moment."""
    started = Barrier(len(acts), timeout=20)

    def run(act: Callable[[], object]) -> str:
        try:
            with door("acme"):
                started.wait()
                act()
        except (StaleTerms, ChangedSince, NothingToUndo):
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
