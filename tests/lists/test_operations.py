"""Saved views and what is remembered of a list: who may change them, what is refused, what can be undone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from billing_platform.lists import operations
from billing_platform.lists.models import ListPreference, SavedView
from billing_platform.lists.operations import change_view, delete_view, moved, remember, restore_view, save_view
from billing_platform.lists.queries import kept_by
from billing_platform.lists.refusals import MayNotShare, NameTaken, NoName, NotYourView, TooManyViews
from billing_platform.lists.state import Look
from people.models import Account

pytestmark = pytest.mark.django_db
LIST = "outgoing"


@pytest.fixture
def acme(door):
    with door("acme"):
        yield lambda name: Account.objects.get(name=name)


def names(person) -> list[str]:
    return [view.name for view in kept_by(person.pk, LIST).views]


def test_a_view_is_seen_by_its_owner_and_by_others_once_it_is_shared(acme):
    bill, betty = acme("Bill"), acme("Betty")
    view = save_view(bill, LIST, "  Late   euros ", "view=overdue&currency=EUR")
    assert (names(bill), names(betty)) == (["Late euros"], [])
    change_view(view.public_id, bill, is_shared=True)
    (seen,) = kept_by(betty.pk, LIST).views
    assert (seen.name, seen.owner, seen.is_own, seen.query) == (
        "Late euros",
        "Bill",
        False,
        "view=overdue&currency=EUR",
    )
    assert kept_by(betty.pk, "incoming").views == ()


def test_a_name_is_once_for_a_person_and_list_whatever_its_letters(acme):
    bill, betty = acme("Bill"), acme("Betty")
    save_view(bill, LIST, "Late", "")
    with pytest.raises(NameTaken, match="You have a view named “LATE” already"):
        save_view(bill, LIST, "LATE", "")
    save_view(betty, LIST, "Late", "")
    save_view(bill, "incoming", "Late", "")
    assert SavedView.objects.count() == 3


@pytest.mark.parametrize(("name", "told"), [("  ", "Name the view"), ("x" * 61, "61 characters; at most 60")])
def test_a_view_needs_a_name_of_usual_length(acme, name, told):
    with pytest.raises(NoName, match=told):
        save_view(acme("Bill"), LIST, name, "")


def test_a_shared_view_is_changed_by_its_owner_and_by_admins_alone(acme):
    view = save_view(acme("Bill"), LIST, "Late", "", is_shared=True)
    with pytest.raises(NotYourView, match="belongs to Bill"):
        change_view(view.public_id, acme("Betty"), name="Mine")
    with pytest.raises(NotYourView):
        delete_view(view.public_id, acme("Otto"))
    assert change_view(view.public_id, acme("Ada"), name="Overdue").name == "Overdue"


def test_who_only_looks_keeps_views_and_shares_none(acme):
    otto = acme("Otto")
    view = save_view(otto, LIST, "Mine", "")
    assert change_view(view.public_id, otto, name="Still mine", query="view=open").name == "Still mine"
    with pytest.raises(MayNotShare, match="only look"):
        change_view(view.public_id, otto, is_shared=True)
    with pytest.raises(MayNotShare):
        save_view(otto, LIST, "Ours", "", is_shared=True)
    assert names(acme("Bill")) == []


def test_who_only_looks_by_now_stops_sharing_and_changes_nothing_of_others(acme):
    otto = acme("Otto")
    view = save_view(otto, LIST, "Ours", "view=open")
    SavedView.objects.update(is_shared=True)
    for change in ({"name": "Yours"}, {"query": "view=all"}):
        with pytest.raises(MayNotShare):
            change_view(view.public_id, otto, **change)
    delete_view(view.public_id, otto)
    with pytest.raises(MayNotShare):
        restore_view(view.public_id, otto)
    SavedView.objects.update(deleted_at=None)
    assert change_view(view.public_id, otto, name="Mine", is_shared=False).is_shared is False


def test_a_view_that_is_not_shared_is_there_for_nobody_else(acme):
    view = save_view(acme("Bill"), LIST, "Late", "")
    with pytest.raises(NotYourView, match="not there any more"):
        change_view(view.public_id, acme("Ada"), name="Mine")


def test_a_deleted_view_comes_back_as_it_was_until_another_one_goes(acme):
    bill = acme("Bill")
    first, second = (save_view(bill, LIST, name, "view=open") for name in ("One", "Two"))
    delete_view(first.public_id, bill)
    assert names(bill) == ["Two"]
    restore_view(first.public_id, bill)
    assert names(bill) == ["One", "Two"]
    delete_view(first.public_id, bill)
    delete_view(second.public_id, bill)
    with pytest.raises(NotYourView):
        restore_view(first.public_id, bill)


def test_a_view_does_not_come_back_under_a_name_that_is_used_again(acme):
    bill = acme("Bill")
    first = save_view(bill, LIST, "Late", "")
    delete_view(first.public_id, bill)
    second = save_view(bill, "incoming", "Other", "")
    SavedView.objects.filter(pk=second.pk).update(list_key=LIST, name="late")
    with pytest.raises(NameTaken):
        restore_view(first.public_id, bill)


def test_there_are_at_most_so_many_views(acme, monkeypatch):
    monkeypatch.setattr(operations, "MOST_VIEWS", 1)
    save_view(acme("Bill"), LIST, "One", "")
    with pytest.raises(TooManyViews, match="the most there can be"):
        save_view(acme("Bill"), LIST, "Two", "")


def test_what_is_remembered_is_changed_one_by_one_and_for_one_person(acme):
    bill = acme("Bill")
    remember(bill, LIST, columns=["number", "total"])
    remember(bill, LIST, size=100)
    remember(bill, LIST, density="compact")
    remember(bill, LIST, start="view=open")
    kept = kept_by(bill.pk, LIST)
    assert (kept.look, kept.start) == (Look(("number", "total"), 100, "compact"), "view=open")
    assert kept_by(acme("Betty").pk, LIST).look == Look()
    assert ListPreference.objects.count() == 1


def test_what_is_kept_is_read_in_one_statement(acme, django_assert_num_queries):
    bill = acme("Bill")
    for n in range(5):
        save_view(bill, LIST, f"View {n}", "")
    with django_assert_num_queries(1):
        assert len(kept_by(bill.pk, LIST).views) == 5


@pytest.mark.parametrize("broken", [{"size": 7}, {"density": "huge"}])
def test_the_database_refuses_a_look_that_is_not_offered(acme, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        remember(acme("Bill"), LIST, **broken)


def test_the_database_refuses_a_view_without_a_name(acme):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=acme("Bill"), list_key=LIST, name="")


@pytest.mark.parametrize(
    ("key", "by", "order"), [("b", -1, "bac"), ("b", 1, "acb"), ("a", -1, "abc"), ("c", 1, "abc"), ("x", 1, "abc")]
)
def test_a_column_moves_one_place_and_stops_at_the_ends(key, by, order):
    assert moved("abc", key, by) == list(order)
