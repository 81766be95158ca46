"""Signing in and out at an organization's host."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from people.models import Account
from people.session_store import SessionStore
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
ADA = {"username": "ada@acme.example", "password": PASSWORD}


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": "acme.localhost"})


def is_signed_in(browser: Client) -> bool:
    return browser.get("/mails/").status_code == 200


def test_the_page_names_the_organization_one_signs_in_to(visitor):
    page = visitor.get("/sign-in/").content.decode()
    assert "To the books of Acme Distribution SE." in page
    assert "acme.localhost" in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert 'id="nav"' not in page


def test_the_right_password_leads_home(visitor):
    answer = visitor.post("/sign-in/", ADA)
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_signed_in(visitor)


def test_the_e_mail_may_be_typed_in_any_case_and_with_spaces_around(visitor):
    assert visitor.post("/sign-in/", ADA | {"username": " Ada@ACME.example "}).status_code == 302


def test_a_password_keeps_its_spaces(visitor):
    assert visitor.post("/sign-in/", ADA | {"password": f"{PASSWORD} "}).status_code == 422


@pytest.mark.parametrize(
    "typed",
    [
        ADA | {"password": "wrong"},
        ADA | {"username": "nobody@acme.example"},
        ADA | {"username": "otto@acme.example"},
        ADA | {"username": "ada@hooli.example"},
    ],
    ids=["wrong password", "unknown e-mail", "deactivated", "of another organization"],
)
def test_every_failure_is_told_in_the_same_words(visitor, door, typed):
    with door("acme"):
        Account.objects.filter(email="otto@acme.example").update(is_active=False)
    answer = visitor.post("/sign-in/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This e-mail and password do not belong together here." in page
    assert f'value="{typed["username"]}"' in page
    assert typed["password"] not in page
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("username", ["ada@acme.example", "nobody@acme.example"])
def test_an_unknown_e_mail_costs_a_hash_like_a_known_one(visitor, monkeypatch, username):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, *args: str) -> str:
        hashed.append(1)
        return encode(self, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    visitor.post("/sign-in/", {"username": username, "password": "wrong"})
    assert len(hashed) == 1


@pytest.mark.parametrize("typed", [{}, {"username": "ada"}, {"username": "a\x00@b.c", "password": "\x00"}])
def test_what_is_no_address_or_empty_is_told_at_its_field(visitor, typed):
    answer = visitor.post("/sign-in/", typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("wanted", "destination"),
    [
        ("/mails/?state=failed", "/mails/?state=failed"),
        ("http://acme.localhost/mails/", "http://acme.localhost/mails/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http:///evil.example", "/"),
        ("http://hooli.localhost/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_page_wanted_before_opens_only_when_it_is_on_this_host(visitor, wanted, destination):
    assert visitor.post("/sign-in/", ADA | {"next": wanted}).url == destination


def test_the_page_wanted_before_survives_a_wrong_password(visitor):
    page = visitor.post("/sign-in/?next=/mails/", ADA | {"password": "wrong"}).content.decode()
    assert '<input type="hidden" name="next" value="/mails/">' in page


def test_whoever_is_signed_in_already_goes_on(browser_of):
    answer = browser_of("acme", "ada").get("/sign-in/")
    assert (answer.status_code, answer.url) == (302, "/")


def test_an_address_that_only_takes_a_form_is_no_place_to_come_back_to(visitor):
    address = "/mails/00000000-0000-7000-8000-000000000000/sending/"
    assert visitor.post(address).url == "/sign-in/?next=/"


def test_signing_in_changes_the_session_key(visitor, door):
    with door("acme"):
        planted = SessionStore()
        planted["seen"] = True
        planted.create()
    visitor.cookies["session"] = planted.session_key
    visitor.post("/sign-in/", ADA)
    assert visitor.cookies["session"].value != planted.session_key
    with door("acme"):
        assert not SessionStore().exists(planted.session_key)


def test_the_sign_in_page_is_kept_by_no_cache(visitor):
    assert "no-store" in visitor.get("/sign-in/").headers["Cache-Control"]


# The end of a session


def test_signing_out_takes_a_form_not_a_link(browser_of):
    browser = browser_of("acme", "ada")
    assert browser.get("/sign-out/").status_code == 405
    assert is_signed_in(browser)


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(browser_of, visitor):
    browser = browser_of("acme", "ada")
    visitor.cookies["session"] = browser.cookies["session"].value
    answer = browser.post("/sign-out/")
    assert (answer.status_code, answer.url) == (302, "/sign-in/")
    assert not is_signed_in(browser)
    assert not is_signed_in(visitor)


def test_signing_out_without_a_session_is_no_error(visitor):
    assert visitor.post("/sign-out/").status_code == 302


def test_a_deactivated_account_is_out_at_the_next_click(browser_of, door):
    browser = browser_of("acme", "ada")
    with door("acme"):
        Account.objects.filter(email="ada@acme.example").update(is_active=False)
    assert not is_signed_in(browser)


def test_a_changed_password_ends_the_sessions_begun_with_the_old_one(browser_of, door):
    browser = browser_of("acme", "ada")
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example")
        ada.set_password("an entirely new one")
        ada.save()
    assert not is_signed_in(browser)


def test_a_role_taken_away_is_gone_at_the_next_click(browser_of, door):
    browser = browser_of("acme", "ada")
    with door("acme"):
        Account.objects.get(email="ada@acme.example").roles.all().delete()
    assert browser.get("/mails/").status_code == 403
