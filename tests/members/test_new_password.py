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
from people.models import Account
from people.operations import change_password
from people.operations.attempts import MOST_OF_PAIR
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
        with django_assert_num_queries(4):
            ask_for_reset(email)
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
        ask_for_reset("bill@acme.example")
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
        ask_for_reset("bill@acme.example")
    written()
    with door("acme"):
        mail = Mail.objects.get()
    assert (mail.language, mail.subject) == ("de", "Ein neues Passwort für Acme Distribution SE")


def test_asking_twice_at_once_mails_once(asked, door, written, mail_count):
    with door("acme"):
        ask_for_reset("bill@acme.example")
    written()
    assert mail_count("acme") == 1


def test_the_sign_in_page_leads_there():
    assert 'href="/forgotten/"' in visitor().get("/sign-in/").content.decode()
