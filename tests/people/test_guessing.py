"""Guessing passwords stops early, and never shuts out somebody who knows theirs for long."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from common.errors import Refusal
from people.models import Account, SignInAttempt
from people.operations.attempts import MOST_OF_ADDRESS, MOST_OF_EMAIL, MOST_OF_PAIR, SignInLocked
from people.operations.sign_in import SignInRefused, admit
from tenants.models import now
from tests.cast import PASSWORD

ADA = "ada@acme.example"


def guess(email: str, address: str, times: int, password: str = "wrong") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            admit(email, password, address)


@pytest.mark.django_db
def test_after_five_wrong_passwords_the_right_one_has_to_wait(door):
    with door("acme"):
        guess(ADA, "192.0.2.1", MOST_OF_PAIR)
        with pytest.raises(SignInLocked, match="15 minutes"):
            admit(ADA.upper(), PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_somebody_else_and_another_place_are_not_stopped_by_it(door):
    with door("acme"):
        guess(ADA, "192.0.2.1", MOST_OF_PAIR)
        assert admit(ADA, PASSWORD, "192.0.2.2").email == ADA
        assert admit("bill@acme.example", PASSWORD, "192.0.2.1").email == "bill@acme.example"
    with door("hooli"):
        assert admit("ada@hooli.example", PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_the_wait_ends_and_tries_meanwhile_do_not_lengthen_it(door):
    with door("acme"):
        guess(ADA, "192.0.2.1", MOST_OF_PAIR)
        SignInAttempt.objects.update(at=now() - timedelta(minutes=14))
        with pytest.raises(SignInLocked):
            admit(ADA, PASSWORD, "192.0.2.1")
        SignInAttempt.objects.update(at=now() - timedelta(minutes=15))
        assert admit(ADA, PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_success_forgives_what_went_before(door):
    with door("acme"):
        guess(ADA, "192.0.2.1", MOST_OF_PAIR - 1)
        admit(ADA, PASSWORD, "192.0.2.1")
        guess(ADA, "192.0.2.1", MOST_OF_PAIR - 1)
        assert admit(ADA, PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_one_person_guessed_from_many_places_is_protected_too(door):
    with door("acme"):
        SignInAttempt.objects.bulk_create(
            SignInAttempt(email=ADA, address=f"198.51.100.{n}") for n in range(MOST_OF_EMAIL)
        )
        with pytest.raises(SignInLocked):
            admit(ADA, PASSWORD, "203.0.113.9")


@pytest.mark.django_db
def test_one_place_that_guesses_at_many_people_is_stopped(door):
    with door("acme"):
        SignInAttempt.objects.bulk_create(
            SignInAttempt(email=f"p{n}@acme.example", address="192.0.2.1") for n in range(MOST_OF_ADDRESS)
        )
        with pytest.raises(SignInLocked):
            admit(ADA, PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_an_unknown_e_mail_is_counted_like_a_known_one(door):
    with door("acme"):
        guess("nobody@acme.example", "192.0.2.1", MOST_OF_PAIR)
        with pytest.raises(SignInLocked):
            admit("nobody@acme.example", "wrong", "192.0.2.1")


@pytest.mark.django_db
@pytest.mark.parametrize("spelt", ["b\u0131ll", "B\u0131LL", "b\u0130ll"], ids=["small", "mixed", "dotted"])
def test_another_spelling_of_an_address_is_no_second_chance_to_guess(door, spelt):
    with door("acme"):
        guess(f"{spelt}@acme.example", "192.0.2.1", 1, PASSWORD)
        guess("bill@acme.example", "192.0.2.1", MOST_OF_PAIR)
        with pytest.raises(Refusal):
            admit(f"{spelt}@acme.example", PASSWORD, "192.0.2.1")


@pytest.mark.django_db
def test_an_account_is_found_in_any_case_and_counted_as_one(door):
    with door("acme"):
        guess("Ada@ACME.example", "192.0.2.1", MOST_OF_PAIR)
        assert Account.objects.get_by_natural_key(" ADA@acme.example ").email == ADA
        assert {each.email for each in SignInAttempt.objects.all()} == {ADA}


@pytest.mark.django_db
def test_an_address_that_grows_in_small_letters_is_refused_like_any_other(door):
    with door("acme"):
        guess("\u0130" * 240 + "@acme.example", "192.0.2.1", 1)


@pytest.mark.django_db
def test_the_page_says_what_to_do(door):
    browser = Client(headers={"host": "acme.localhost"})
    for _ in range(MOST_OF_PAIR):
        browser.post("/sign-in/", {"username": ADA, "password": "wrong"})
    page = browser.post("/sign-in/", {"username": ADA, "password": PASSWORD})
    assert page.status_code == 422
    assert "too many wrong passwords" in page.content.decode()


@pytest.mark.django_db
def test_a_forwarded_address_counts_only_behind_a_proxy(door, settings):
    browser = Client(headers={"host": "acme.localhost", "x-forwarded-for": "203.0.113.5, 192.0.2.77"})
    browser.post("/sign-in/", {"username": ADA, "password": "wrong"})
    settings.BEHIND_PROXY = True
    browser.post("/sign-in/", {"username": ADA, "password": "wrong"})
    with door("acme"):
        assert list(SignInAttempt.objects.order_by("pk").values_list("address", flat=True)) == [
            "127.0.0.1",
            "192.0.2.77",
        ]


def test_many_at_once_are_counted_all_the_same(committed, door):
    judged: list[type[Refusal]] = []

    def attempt() -> None:
        try:
            with door("acme"):
                admit(ADA, "wrong", "192.0.2.1")
        except Refusal as refusal:
            judged.append(type(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with door("acme"):
        SignInAttempt.objects.all().delete()
    assert len(judged) == 20
    assert judged.count(SignInRefused) <= MOST_OF_PAIR
