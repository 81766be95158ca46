"""A way back in for somebody who lost the password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from billing_platform.notifications.models import Mail
from members.models import Ticket
from members.operations.passwords import ask_for_reset, reset_password
from members.refusals import LinkDead
from people.models import Account, SignInAttempt
from people.operations import change_password
from people.operations.attempts import MOST_OF_ADDRESS, MOST_OF_EMAIL, MOST_OF_PAIR
from people.operations.sign_in import SignInRefused, admit
from tenants.models import now
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
GOOD = "nine green ferries"


def visitor(host: str = "acme.localhost") -> Client:
    return Client(headers={"host": host})


@pytest.fixture
def asked(door, written, mailed_path):
    """The path in the mail that Bill of acme got."""
    visitor().post("/forgotten/", {"email": "BILL@acme.example"})
    written()
    return mailed_path("acme")


def test_the_answer_is_the_same_whether_the_address_is_known_or_not():
    known, unknown = (
        re.sub(r'csrftoken": "\w+"', "", visitor().post("/forgotten/", {"email": email}).content.decode()).replace(
            email, ""
        )
        for email in ("bill@acme.example", "nobody@acme.example")
    )
    assert "Look into your mail" in known
    assert known == unknown


@pytest.mark.parametrize("email", ["bill@acme.example", "nobody@acme.example", "otto@acme.example"])
def test_the_same_work_is_done_whether_the_address_is_known_or_not(door, all_jobs, email, django_assert_num_queries):
    with door("acme"):
        Account.objects.filter(email="otto@acme.example").update(is_active=False)
        with django_assert_num_queries(7):
            ask_for_reset(email, address="192.0.2.1")
    assert [(job.kind, list(job.payload)) for job in all_jobs()] == [("mail_reset_link", ["account"])]


def test_an_unknown_or_deactivated_address_is_mailed_nothing(door, written, mail_count):
    with door("acme"):
        Account.objects.filter(email="otto@acme.example").update(is_active=False)
    for email in ("nobody@acme.example", "otto@acme.example", "ada@hooli.example"):
        visitor().post("/forgotten/", {"email": email})
    written()
    assert mail_count("acme") == 0


def test_the_new_password_signs_in_and_the_former_session_ends(asked, browser_of):
    before = browser_of("acme", "bill")
    guest = visitor()
    assert guest.post(asked, {"password": GOOD, "again": GOOD}).status_code == 302
    assert guest.get("/invoices/outgoing/").status_code == 200
    assert before.get("/invoices/outgoing/").status_code == 302


def test_the_link_works_once(asked, door):
    token = asked.split("/")[2]
    with door("acme"):
        reset_password(token, GOOD)
        with pytest.raises(LinkDead):
            reset_password(token, GOOD)


def test_the_link_dies_after_two_hours_and_when_the_account_is_deactivated(asked, door):
    with door("acme"):
        Ticket.objects.update(expires_at=now() - timedelta(seconds=1))
    assert visitor().get(asked).status_code == 410


def test_a_link_dies_when_the_password_is_changed_and_a_new_one_is_mailed_at_once(asked, door, written, mail_count):
    with door("acme"):
        bill = Account.objects.get(email="bill@acme.example")
        change_password(bill, current=PASSWORD, new="another long secret 1", address="")
        with pytest.raises(LinkDead, match="the password was changed since"):
            reset_password(asked.split("/")[2], GOOD)
        ask_for_reset("bill@acme.example", address="192.0.2.1")
    assert visitor().get(asked).status_code == 410
    written()
    assert mail_count("acme") == 2


def test_a_new_password_by_link_ends_the_wait_after_wrong_ones(asked, door):
    with door("acme"):
        for address in ("192.0.2.1", "192.0.2.2"):
            for _ in range(MOST_OF_PAIR):
                with pytest.raises(SignInRefused):
                    admit("Bill@acme.example", "wrong", address)
        reset_password(asked.split("/")[2], GOOD)
        assert admit("bill@acme.example", GOOD, "192.0.2.1")


def test_the_mail_speaks_the_language_of_the_account(door, written):
    with door("acme"):
        Account.objects.filter(email="bill@acme.example").update(language="de")
        ask_for_reset("bill@acme.example", address="192.0.2.1")
    written()
    with door("acme"):
        mail = Mail.objects.get()
    assert (mail.language, mail.subject) == ("de", "Ein neues Passwort für Acme Distribution SE")


def test_asking_twice_at_once_mails_once(asked, door, written, mail_count):
    with door("acme"):
        ask_for_reset("bill@acme.example", address="192.0.2.1")
    written()
    assert mail_count("acme") == 1


def asked_from(address: str, email: str = "bill@acme.example") -> str:
    """What the page answers to a client of this address, without what differs each time."""
    answer = visitor().post("/forgotten/", {"email": email}, REMOTE_ADDR=address)
    assert answer.status_code == 200
    return re.sub(r'csrftoken": "\w+"', "", answer.content.decode()).replace(email, "")


def test_one_that_asks_without_end_fills_no_queue_and_is_answered_like_everybody(all_jobs):
    first, *others = (asked_from("192.0.2.1", f"n{n}@acme.example") for n in range(MOST_OF_EMAIL + 5))
    assert set(others) == {first}
    assert len(all_jobs()) == MOST_OF_EMAIL


def test_another_place_asks_for_a_link_meanwhile_and_the_same_one_a_quarter_of_an_hour_later(door, all_jobs):
    for _ in range(MOST_OF_EMAIL + 1):
        asked_from("192.0.2.1")
    asked_from("192.0.2.2")
    assert len(all_jobs()) == MOST_OF_EMAIL + 1
    with door("acme"):
        SignInAttempt.objects.update(at=now() - timedelta(minutes=15))
    asked_from("192.0.2.1")
    assert len(all_jobs()) == MOST_OF_EMAIL + 2


def test_asking_for_links_shuts_nobody_out_and_wrong_passwords_take_no_link_away(door, all_jobs):
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        for _ in range(MOST_OF_EMAIL):
            asked_from(address)
    with door("acme"):
        for n in range(MOST_OF_ADDRESS):
            with pytest.raises(SignInRefused):
                admit(f"n{n}@acme.example", "wrong", "192.0.2.4")
        assert admit("bill@acme.example", PASSWORD, "192.0.2.1")
    asked_from("192.0.2.4")
    assert len(all_jobs()) == 3 * MOST_OF_EMAIL + 1


def test_a_name_typed_at_signing_in_takes_no_link_away(door, all_jobs):
    with door("acme"):
        for n in range(MOST_OF_EMAIL):
            with pytest.raises(SignInRefused):
                admit("NEW PASSWORD FROM 192.0.2.1", "wrong", f"198.51.100.{n}")
    asked_from("192.0.2.1")
    assert len(all_jobs()) == 1


def test_what_was_counted_is_forgotten_after_a_day(door):
    asked_from("192.0.2.1")
    with door("acme"):
        SignInAttempt.objects.update(at=now() - timedelta(days=2))
    asked_from("192.0.2.2")
    with door("acme"):
        assert [each.email for each in SignInAttempt.objects.all()] == ["NEW PASSWORD FROM 192.0.2.2"]


def test_the_sign_in_page_leads_there():
    assert 'href="/forgotten/"' in visitor().get("/sign-in/").content.decode()
