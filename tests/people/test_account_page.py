"""My account: who one is here, what the roles permit, the password and the appearance."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from people.account_page import organization_facts
from people.models import Account, SignInAttempt
from people.operations import WeakPassword, WrongPassword, change_password, create_account
from people.operations.attempts import MOST_OF_PAIR
from people.permissions import Permission, Role, roles_with
from tenants import border
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "quite another sentence"
TYPED = {"current": PASSWORD, "new": NEW, "repeated": NEW}


def page_of(browser: Client) -> str:
    return browser.get("/my-account/").content.decode()


def test_it_says_who_one_is_and_what_the_role_permits(browser_of):
    page = page_of(browser_of("acme", "otto"))
    for words in ("otto@acme.example", "Auditor", "See invoices, see payment details", "Europe/Berlin", "ORG-000001"):
        assert words in page
    assert "manage members" not in page


@pytest.mark.parametrize(("locale", "language"), [("de-AT", "de"), ("en-GB", "en"), ("fr-FR", "en")])
def test_an_account_begins_with_the_language_of_the_organization(door, monkeypatch, locale, language):
    with door("acme") as acme:
        monkeypatch.setattr(border, "present_organization", lambda: replace(acme, locale=locale))
        assert create_account("nina@acme.example", "Nina", [Role.BUYER]).language == language


def test_the_address_is_for_everybody_and_the_account_for_who_may_see_payment_details(door):
    with door("acme") as acme:
        there = replace(acme, street="Kehrwieder 8", postcode="20457", city="Hamburg", iban="DE02200505501015871393")
        facts = {}
        for name in ("Otto", "Betty"):
            person = Account.objects.with_roles().get(name=name)
            facts[name] = {fact.label: fact.value for fact in organization_facts(there, person)}
    assert {each["Place"] for each in facts.values()} == {"Kehrwieder 8, 20457 Hamburg, DE"}
    assert facts["Otto"]["Account it is paid on"] == "DE02 2005 0550 1015 8713 93"
    assert "DE02" not in str(facts["Betty"])


def test_the_language_is_said_to_be_that_of_account_mails(browser_of):
    assert "Of mails about your account." in page_of(browser_of("acme", "bill"))


@pytest.mark.parametrize(("organization", "is_there"), [("acme", False), ("globex", True), ("initech", True)])
def test_billing_is_reached_from_here_at_a_seller_and_a_customer(browser_of, organization, is_there):
    assert ('id="billing"' in page_of(browser_of(organization, "bill"))) is is_there


def test_a_new_password_keeps_this_browser_and_ends_the_others(browser_of):
    here, elsewhere = browser_of("acme", "bill"), browser_of("acme", "bill")
    assert here.post("/my-account/password/", TYPED).status_code == 302
    assert here.get("/my-account/").status_code == 200
    assert elsewhere.get("/my-account/").status_code == 302
    with_new = Client(headers={"host": "acme.localhost"})
    assert with_new.post("/sign-in/", {"username": "bill@acme.example", "password": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": "wrong"}, "This is not the password you sign in with."),
        ({"new": "short", "repeated": "short"}, "This password is too short."),
        ({"new": "bill@acme.example", "repeated": "bill@acme.example"}, "too similar to the email"),
        ({"new": PASSWORD, "repeated": PASSWORD}, "It is the password you have now."),
        ({"repeated": "something else"}, "It is not the same as the new password above."),
        ({"current": ""}, "Type the password you sign in with now."),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_at_its_field(browser_of, typed, said):
    browser = browser_of("acme", "bill")
    answer = browser.post("/my-account/password/", TYPED | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert browser_of("acme", "bill").get("/my-account/").status_code == 200


def test_a_refused_password_leaves_the_account_as_it_is(door):
    with door("acme"):
        bill = Account.objects.get(email="bill@acme.example")
        with pytest.raises(WrongPassword):
            change_password(bill, address="", current="wrong", new=NEW)
        with pytest.raises(WeakPassword):
            change_password(bill, address="", current=PASSWORD, new="password1234")
        assert Account.objects.get(pk=bill.pk).password == bill.password


def test_the_present_password_is_not_guessed_without_limit(browser_of):
    browser = browser_of("acme", "bill")
    for _ in range(MOST_OF_PAIR):
        assert (
            "This is not the password"
            in browser.post("/my-account/password/", TYPED | {"current": "x"}).content.decode()
        )
    answer = browser.post("/my-account/password/", TYPED)
    assert answer.status_code == 422
    assert "There were too many wrong passwords. Wait 15 minutes" in answer.content.decode()


def test_the_right_present_password_forgives_the_wrong_ones_before(door, browser_of):
    browser = browser_of("acme", "bill")
    browser.post("/my-account/password/", TYPED | {"current": "x"})
    browser.post("/my-account/password/", TYPED)
    with door("acme"):
        assert not SignInAttempt.objects.exists()


def test_a_weak_new_password_is_no_wrong_guess(browser_of):
    browser = browser_of("acme", "bill")
    for _ in range(MOST_OF_PAIR + 1):
        browser.post("/my-account/password/", TYPED | {"new": "short", "repeated": "short"})
    assert browser.post("/my-account/password/", TYPED).status_code == 302


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("system", "system"), ("purple", "system")])
def test_the_appearance_is_chosen_without_a_script(browser_of, chosen, kept):
    browser = browser_of("acme", "bill")
    answer = browser.post("/my-account/appearance/", {"theme": chosen})
    assert (answer.status_code, answer.cookies["theme"].value) == (302, kept)
    assert (' data-theme="dark"' in page_of(browser)) is (kept == "dark")


def test_a_permission_names_the_roles_that_hold_it():
    assert roles_with(Permission.MANAGE_MEMBERS) == [Role.ADMIN]
    assert roles_with(Permission.EDIT_DRAFTS) == [Role.ADMIN, Role.BILLING_ADMIN]
