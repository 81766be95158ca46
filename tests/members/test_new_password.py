"""A way back in for somebody who lost the password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from members.models import Ticket
from members.operations.passwords import ask_for_reset, reset_password
from members.refusals import LinkDead
from people.models import Account
from tenants.models import now

pytestmark = pytest.mark.django_db
GOOD = "nine green ferries"


def visitor(host: str = "acme.localhost") -> Client:
    return Client(headers={"host": host})


@pytest.fixture
def asked(door, mailed_path):
    """The path in the mail that Bill of acme got."""
    visitor().post("/forgotten/", {"email": "BILL@acme.example"})
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


def test_an_unknown_or_deactivated_address_is_mailed_nothing(door, mail_count):
    with door("acme"):
        Account.objects.filter(email="otto@acme.example").update(is_active=False)
    for email in ("nobody@acme.example", "otto@acme.example", "ada@hooli.example"):
        visitor().post("/forgotten/", {"email": email})
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


def test_asking_twice_at_once_mails_once(asked, door, mail_count):
    with door("acme"):
        ask_for_reset("bill@acme.example")
    assert mail_count("acme") == 1


def test_the_sign_in_page_leads_there():
    assert 'href="/forgotten/"' in visitor().get("/sign-in/").content.decode()
