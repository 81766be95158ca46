"""What was not looked at is not saved: other terms than those of the preview, other rows than those of the preview."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partners.models import Partner, Side
from payment_terms.models import BuyerTerms
from payment_terms.operations import change_default, set_terms
from payment_terms.rules import Kind, Terms
from payment_terms.standing import default_standing
from tests.building import buyer
from tests.payment_terms.pages import address, id_of, looked_and_saved, sent_by, stored, today

pytestmark = pytest.mark.django_db
CHANGES, DEFAULT = reverse("payment_terms:changes"), reverse("payment_terms:default")


def form_of(door, page: str) -> tuple[str, dict[str, object]]:
    """The address of a form, and what it sends beside the terms."""
    row = id_of(door)
    found = {"row": (address("terms", row), {}), "many": (CHANGES, {"row": [str(row)]}), "default": (DEFAULT, {})}
    return found[page]


def saved(door) -> tuple[str, int]:
    """Terms of the row, and the days of the default."""
    with door("acme"):
        default = default_standing().terms.days
    return stored(door), default


@pytest.mark.parametrize("page", ["row", "many", "default"])
def test_other_terms_than_those_looked_at_are_shown_first_and_then_saved(browser_of, door, page):
    browser, (url, sent) = browser_of("acme", "ada"), form_of(door, page)
    answer = looked_and_saved(browser, url, sent | {"kind": "net", "days": "45"}, days="90")
    said = answer.content.decode()
    assert (answer.status_code, saved(door)) == (422, ("default", 30))
    assert "You looked at Net 45, not at Net 90." in said
    assert "Directive 2011/7/EU" in said
    again = browser.post(url, sent | {"kind": "net", "days": "90", "step": "save"} | sent_by(answer))
    assert again.status_code == 302
    assert saved(door) == (("default", 90) if page == "default" else ("Net 90", 30))


@pytest.mark.parametrize("page", ["row", "many", "default"])
def test_terms_that_nobody_looked_at_are_shown_and_not_saved(browser_of, door, page):
    url, sent = form_of(door, page)
    answer = browser_of("acme", "ada").post(url, sent | {"kind": "net", "days": "45", "step": "save"})
    assert (answer.status_code, saved(door)) == (422, ("default", 30))
    assert "Nothing is saved yet. This is what Net 45 does." in answer.content.decode()
    assert answer.context["impact"] is not None


def test_the_default_is_another_one_than_the_default_that_was_looked_at(browser_of, door):
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=today())
    browser, url = browser_of("acme", "ada"), address("terms", id_of(door))
    looked = browser.post(url, {"kind": "default", "step": "preview"})
    with door("acme"):
        change_default(Terms(Kind.NET, 60), today=today())
    answer = browser.post(url, {"kind": "default", "step": "save"} | sent_by(looked))
    assert "You looked at Default (Net 30), not at Default (Net 60)." in answer.content.decode()
    assert stored(door) == "Net 10"


def test_whoever_typed_other_terms_is_still_told_of_what_somebody_set_meanwhile(browser_of, door):
    browser, row = browser_of("acme", "ada"), id_of(door)
    before = sent_by(browser.get(address("detail", row)))
    with door("acme"):
        set_terms(buyer("initech").pk, Terms(Kind.NET, 10), today=today())
    typed = {"kind": "net", "days": "45"} | before
    unseen = looked_and_saved(browser, address("terms", row), typed, days="90")
    late = browser.post(address("terms", row), typed | {"days": "90", "step": "save"} | sent_by(unseen))
    assert late.status_code == 409
    assert "set Net 10 at" in late.content.decode()
    assert stored(door) == "Net 10"


def test_a_row_that_left_the_filter_after_the_look_is_told_and_not_left_out_unseen(browser_of, door):
    browser, url = browser_of("acme", "ada"), f"{CHANGES}?default=1"
    typed = {"everything": "1", "kind": "net", "days": "45"}
    looked = browser.post(url, typed | {"step": "preview"})
    with door("acme"):
        set_terms(buyer("globex").pk, Terms(Kind.NET, 10), today=today())
    late = browser.post(url, typed | {"step": "save"} | sent_by(looked))
    assert (late.status_code, stored(door)) == (409, "default")
    assert "not the same any more: 2 when you looked, 1 now" in late.content.decode()
    assert late.context["preview"].chosen == 1
    assert browser.post(url, typed | {"step": "save"} | sent_by(late)).status_code == 302
    assert (stored(door), stored(door, "globex")) == ("Net 45", "Net 10")


def test_a_buyer_that_matches_since_the_look_is_not_changed_unseen(browser_of, door):
    browser, url = browser_of("acme", "ada"), f"{CHANGES}?default=1"
    typed = {"everything": "1", "kind": "net", "days": "45"}
    looked = browser.post(url, typed | {"step": "preview"})
    with door("acme"):
        Partner.objects.create(side=Side.BUYER, identity="new", name="New GmbH")
    late = browser.post(url, typed | {"step": "save"} | sent_by(looked))
    assert (late.status_code, late.context["preview"].chosen) == (409, 3)
    assert "New GmbH" in late.content.decode()
    with door("acme"):
        assert not BuyerTerms.objects.exists()


def test_as_many_rows_but_other_ones_are_other_rows(browser_of, door):
    browser, url = browser_of("acme", "ada"), f"{CHANGES}?q=initech"
    typed = {"everything": "1", "kind": "net", "days": "45"}
    looked = browser.post(url, typed | {"step": "preview"})
    with door("acme"):
        Partner.objects.filter(pk=buyer("initech").pk).update(name="Other AG")
        Partner.objects.filter(pk=buyer("globex").pk).update(name="Initech Two")
    late = browser.post(url, typed | {"step": "save"} | sent_by(looked))
    assert late.status_code == 409
    assert "1 when you looked, 1 now" in late.content.decode()
    with door("acme"):
        assert not BuyerTerms.objects.exists()
