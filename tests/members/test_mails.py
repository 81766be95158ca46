"""Mails about accounts: in two languages, with a link to the organization's own host, and shown to nobody else."""

from __future__ import annotations

from string import Formatter

import pytest

from billing_platform.notifications.models import Mail
from billing_platform.notifications.operations import send_waiting
from members.email_words import FACTOR_TAKEN, INVITATION, RESET, ROLES
from members.operations.invitations import Invitee, invite
from members.operations.passwords import ask_for_reset
from people.permissions import Permission, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(door, mailed_path) -> str:
    with door("acme"):
        invite(Invitee("nina@acme.example", "Nina Falk", [Role.BUYER]), by="Ada", allowed=frozenset(Permission))
    return mailed_path("acme")


@pytest.mark.parametrize("words", [INVITATION, RESET, FACTOR_TAKEN], ids=["invitation", "reset", "factor"])
def test_both_languages_have_the_same_sentences_with_the_same_places(words):
    places = {
        language: {name: {part[1] for part in Formatter().parse(text) if part[1]} for name, text in texts.items()}
        for language, texts in words.items()
    }
    assert places["en"] == places["de"]


def test_every_role_has_a_name_in_each_language():
    assert all(set(names) == set(Role.values) for names in ROLES.values())


def test_the_link_leads_to_the_organizations_own_host_wherever_it_was_asked_for(door, written):
    with door("acme"):
        ask_for_reset("bill@acme.example", address="")
    written()
    with door("acme"):
        assert Mail.objects.latest("id").letter["address"].startswith("http://acme.localhost")


@pytest.mark.parametrize("has_gone", [False, True], ids=["waiting", "sent"])
@pytest.mark.parametrize("view", ["", "?view=text", "?view=headers"])
def test_no_page_shows_the_link_to_anybody_else(invited, browser_of, door, has_gone, view):
    with door("acme"):
        if has_gone:
            send_waiting()
        path = f"/mails/{Mail.objects.latest('id').public_id}/"
    otto = browser_of("acme", "otto")
    page = otto.get(path + view).content.decode()
    assert invited.split("/")[2] not in page
    assert "shown to nobody else" in page
    assert otto.get(f"{path}html/").status_code == 404
    assert invited.split("/")[2] not in otto.get("/mails/").content.decode()


def test_what_is_sent_carries_the_link_in_text_and_html(invited, door, mailoutbox):
    with door("acme"):
        send_waiting()
    (mail,) = mailoutbox
    assert invited in mail.body
    assert invited in str(mail.alternatives[0][0])
