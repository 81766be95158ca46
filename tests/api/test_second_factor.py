"""Who has a second factor types a code of it to make a token, which itself needs none."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.urls import reverse

from billing_platform.api.models import ApiToken, ServiceAccount
from people.models import Account, SecondFactor, SignInAttempt
from people.operations.attempts import MOST_OF_PAIR
from people.operations.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    secret_of,
    set_sign_in_rule,
)
from tenants.models import now
from tests.api.conftest import Caller
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
OWN = reverse("tokens:own")
WISH = {"name": "ERP", "scopes": ["see_invoices"], "days": "90"}


def code_now() -> str:
    return pyotp.TOTP(secret_of(SecondFactor.objects.get())).at(now())


@pytest.fixture
def ada(browser_of, door):
    """Ada's browser, signed in before she set up her second factor; the code that confirmed it is forgotten."""
    browser = browser_of("acme", "ada")
    with door("acme"):
        account = Account.objects.get(email="ada@acme.example")
        begin_second_factor(account)
        browser.recovery = confirm_second_factor(account, code_now())
        SecondFactor.objects.update(last_step=0)
    return browser


@pytest.fixture
def code(ada, door) -> str:
    with door("acme"):
        return code_now()


def tokens(door) -> int:
    with door("acme"):
        return ApiToken.objects.count()


@pytest.mark.parametrize(("typed", "words"), [("000000", "This code is wrong"), ("", "Type the code")])
def test_without_a_right_code_there_is_no_token_and_what_was_typed_stays(ada, door, typed, words):
    page = ada.post(OWN, WISH | {"code": typed})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"]["name"].value() == "ERP"
    assert tokens(door) == 0


def test_a_code_makes_one_token_that_asks_for_none(ada, door, code):
    page = ada.post(OWN, WISH | {"code": code})
    assert page.status_code == 201
    text = re.search(r'<code id="token-text">([^<]+)</code>', page.content.decode())[1]
    assert Caller("acme", text).get("/invoices").status_code == 200
    assert ada.post(OWN, WISH | {"code": code}).status_code == 422
    assert tokens(door) == 1


def test_a_recovery_code_does_too_once(ada, door):
    assert ada.post(OWN, WISH | {"code": ada.recovery[0]}).status_code == 201
    assert ada.post(OWN, WISH | {"code": ada.recovery[0]}).status_code == 422


def test_a_wrong_wish_uses_no_code_up(ada, code):
    assert ada.post(OWN, WISH | {"code": code, "name": ""}).status_code == 422
    assert ada.post(OWN, WISH | {"code": code}).status_code == 201


def test_a_token_of_a_program_takes_the_code_of_who_makes_it(ada, door, code):
    made = ada.post(reverse("service_accounts:new"), {"name": "ERP bridge", "permissions": ["see_invoices"]})
    assert ada.post(f"{made.url}tokens/", WISH).status_code == 422
    assert ada.post(f"{made.url}tokens/", WISH | {"code": code}).status_code == 201
    with door("acme"):
        assert ApiToken.objects.get().service_account == ServiceAccount.objects.get()


def test_wrong_codes_are_counted_and_end_the_guessing(ada, door, code):
    for _ in range(MOST_OF_PAIR):
        ada.post(OWN, WISH | {"code": "000000"})
    page = ada.post(OWN, WISH | {"code": code})
    assert (page.status_code, "too many" in page.content.decode()) == (422, True)
    with door("acme"):
        assert SignInAttempt.objects.count() == MOST_OF_PAIR


def test_who_has_none_is_asked_for_none(browser_of):
    browser = browser_of("acme", "bill")
    assert "second factor" not in browser.get(OWN).content.decode()
    assert browser.post(OWN, WISH).status_code == 201


def test_who_must_have_one_and_has_none_makes_no_token(browser_of, door):
    browser = browser_of("acme", "bill")
    with door("acme"):
        set_sign_in_rule(TODAY)
    assert browser.post(OWN, WISH).status_code == 302
    assert tokens(door) == 0


def test_a_token_made_before_goes_on_and_the_admin_sees_it(token_of, door, browser_of):
    made = token_of("acme", "bill")
    with door("acme"):
        set_sign_in_rule(TODAY)
    assert Caller("acme", made.text).get("/invoices").status_code == 200
