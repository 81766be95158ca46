"""An admin takes somebody's second factor away, and says who must have one."""

from __future__ import annotations

import pytest

from billing_platform.notifications.models import Mail
from members.operations.second_factors import take_second_factor
from members.refusals import YourselfRefused
from people.models import Account, SecondFactor, SignInRule
from tenants.models import now

pytestmark = pytest.mark.django_db


def factor_of(name: str) -> Account:
    account = Account.objects.get(email=f"{name}@acme.example")
    SecondFactor.objects.create(account=account, salt="00", confirmed_at=now())
    return account


def test_it_is_taken_the_person_is_signed_out_and_told_by_whom(browser_of, door):
    betty, ada = browser_of("acme", "betty"), browser_of("acme", "ada")
    with door("acme"):
        public_id = factor_of("betty").public_id
    assert "Take the second factor away" in ada.get(f"/members/{public_id}/").content.decode()
    assert ada.post(f"/members/{public_id}/second-factor/removal/").status_code == 302
    assert betty.get("/my-account/").status_code == 302
    with door("acme"):
        assert not SecondFactor.objects.exists()
        letter = Mail.objects.latest("id").letter
    assert "Ada took it away" in letter["why"]


def test_twice_mails_once(door):
    with door("acme"):
        account, ada = factor_of("betty"), Account.objects.get(email="ada@acme.example").public_id
        assert take_second_factor(account.public_id, by=ada, by_name="Ada") is True
        assert take_second_factor(account.public_id, by=ada, by_name="Ada") is False
        assert Mail.objects.count() == 1


def test_nobody_takes_their_own(door):
    with door("acme"):
        ada = factor_of("ada").public_id
        with pytest.raises(YourselfRefused):
            take_second_factor(ada, by=ada, by_name="Ada")


@pytest.mark.parametrize(("when", "days"), [("0", 0), ("14", 14), ("-1", None)], ids=["today", "later", "never"])
def test_the_rule_is_set_on_its_page(browser_of, door, when, days):
    ada = browser_of("acme", "ada")
    assert ada.post("/members/second-factor/choice/", {"when": when}).status_code == 302
    with door("acme"):
        since = SignInRule.objects.get().second_factor_from
    assert (None if since is None else (since - now().date()).days in (days, days + 1)) in (None, True)
    assert (since is None) is (days is None)


def test_a_choice_that_is_none_is_sent_back(browser_of):
    assert browser_of("acme", "ada").post("/members/second-factor/choice/", {"when": "7"}).status_code == 422
