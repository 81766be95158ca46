"""Inviting somebody, and what becomes of the link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from billing_platform.notifications.models import Mail
from members.models import Purpose, Ticket
from members.operations import invitations
from members.operations.invitations import Invitee, accept_invitation, invite, send_again, withdraw_invitation
from members.refusals import LinkDead, RolesMissing
from members.tickets import hashed
from members.views import links
from people.models import Account
from people.operations import EmailTaken, WeakPassword, create_account
from people.permissions import Permission, Role
from tenants.history.models import Change
from tenants.models import now

pytestmark = pytest.mark.django_db
NINA = Invitee("nina@acme.example", "Nina Falk", [Role.BUYER, Role.AUDITOR])
GOOD = "seven purple lorries"
EVERYTHING = frozenset(Permission)


@pytest.fixture
def invited(door, mailed_path):
    """The token of Nina's invitation to acme."""
    with door("acme"):
        invite(NINA, by="Ada", allowed=EVERYTHING)
    return mailed_path("acme").split("/")[2]


def visitor(host: str = "acme.localhost") -> Client:
    return Client(headers={"host": host})


def test_whoever_is_invited_gets_one_mail_that_names_the_inviter_and_the_organization(door, invited):
    with door("acme"):
        mail = Mail.objects.latest("id")
    assert mail.recipient == "nina@acme.example"
    assert "Ada invites you to Acme Distribution SE" in mail.subject


def test_the_token_of_a_link_is_nowhere_in_the_invitation_or_its_history(door, invited):
    with door("acme"):
        ticket = Ticket.objects.get()
        told = Change.objects.filter(table="members_ticket")
        assert invited not in str([*told.values(), vars(ticket)])
        assert ticket.token_hash == hashed(invited)


def test_accepting_makes_an_account_with_the_roles_and_signs_in(door, invited):
    guest = visitor()
    answer = guest.post(f"/join/{invited}/", {"password": GOOD, "again": GOOD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert guest.get("/purchase-orders/").status_code == 200
    with door("acme"):
        nina = Account.objects.get(email="nina@acme.example")
        assert (nina.name, {row.role for row in nina.roles.all()}) == ("Nina Falk", {"buyer", "auditor"})


def test_a_link_works_once(door, invited):
    with door("acme"):
        accept_invitation(invited, GOOD)
        with pytest.raises(LinkDead):
            accept_invitation(invited, GOOD)


def test_a_link_older_than_seven_days_is_dead_and_its_page_says_what_to_do(door, invited):
    with door("acme"):
        Ticket.objects.update(expires_at=now() - timedelta(seconds=1))
    page = visitor().get(f"/join/{invited}/")
    assert page.status_code == 410
    assert "Ask for a new one." in page.content.decode()


def test_a_link_of_one_organization_is_dead_at_another(invited):
    assert visitor("hooli.localhost").get(f"/join/{invited}/").status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays_good(door, invited):
    answer = visitor().post(f"/join/{invited}/", {"password": "password", "again": "password"})
    assert answer.status_code == 422
    with door("acme"), pytest.raises(WeakPassword):
        accept_invitation(invited, "short")
    assert visitor().get(f"/join/{invited}/").status_code == 200


def test_two_different_passwords_are_sent_back(invited):
    page = visitor().post(f"/join/{invited}/", {"password": GOOD, "again": GOOD + "!"})
    assert page.status_code == 422
    assert "The two passwords differ." in page.content.decode()
    assert GOOD not in page.content.decode()


def test_inviting_again_replaces_the_earlier_link(door, invited):
    with door("acme"):
        invite(NINA, by="Ada", allowed=EVERYTHING)
        with pytest.raises(LinkDead):
            accept_invitation(invited, GOOD)
        assert Ticket.objects.filter(used_at=None, withdrawn_at=None).count() == 1


def test_sending_again_mails_a_new_link_and_ends_the_former(door, invited, mailed_path):
    with door("acme"):
        send_again(Ticket.objects.get().public_id, by="Ada", allowed=EVERYTHING)
    assert visitor().get(f"/join/{invited}/").status_code == 410
    assert visitor().get(mailed_path("acme")).status_code == 200


def test_a_withdrawn_invitation_opens_nothing_and_withdrawing_twice_changes_nothing(door, invited):
    with door("acme"):
        public_id = Ticket.objects.get().public_id
        withdraw_invitation(public_id)
        withdraw_invitation(public_id)
    assert visitor().get(f"/join/{invited}/").status_code == 410


def test_an_accepted_invitation_is_not_withdrawn_any_more(door, invited):
    with door("acme"):
        accept_invitation(invited, GOOD)
        with pytest.raises(LinkDead, match="accepted already"):
            withdraw_invitation(Ticket.objects.get().public_id)


@pytest.mark.parametrize(
    "act", [lambda who: send_again(who, by="Ada", allowed=EVERYTHING), withdraw_invitation], ids=["send", "withdraw"]
)
def test_what_was_accepted_while_somebody_looked_at_the_list_stays_so(door, invited, act):
    with door("acme"):
        public_id = Ticket.objects.get().public_id
        accept_invitation(invited, GOOD)
        with pytest.raises(LinkDead, match="Nina Falk has accepted already"):
            act(public_id)
        assert Ticket.objects.get().used_at is not None


def test_a_withdrawn_invitation_is_not_revived_from_an_old_page(door, invited, mail_count):
    with door("acme"):
        public_id = Ticket.objects.get().public_id
        withdraw_invitation(public_id)
        with pytest.raises(LinkDead, match=r"was withdrawn\. Invite again\."):
            send_again(public_id, by="Ada", allowed=EVERYTHING)
    assert mail_count("acme") == 1


def test_a_replaced_invitation_is_not_sent_again(door, invited):
    with door("acme"):
        public_id = Ticket.objects.get().public_id
        send_again(public_id, by="Ada", allowed=EVERYTHING)
        with pytest.raises(LinkDead, match="a newer link already"):
            send_again(public_id, by="Ada", allowed=EVERYTHING)


def test_a_link_is_dead_once_its_address_has_an_account(door, invited):
    with door("acme"):
        create_account("Nina@acme.example", "Nina", [Role.BUYER], password=GOOD)
    answer = visitor().post(f"/join/{invited}/", {"password": GOOD, "again": GOOD})
    assert answer.status_code == 410
    assert "You have an account here already. Sign in." in answer.content.decode()


def test_a_refusal_of_a_field_that_the_page_lacks_is_said_above_its_fields(invited, monkeypatch):
    def refuse(token: str, password: str) -> Account:
        raise EmailTaken("Somebody has it.", field="email")

    monkeypatch.setattr(links, "accept_invitation", refuse)
    answer = visitor().post(f"/join/{invited}/", {"password": GOOD, "again": GOOD})
    assert answer.status_code == 422
    assert "Somebody has it." in answer.content.decode()


def test_inviting_beside_somebody_who_accepts_leaves_no_open_link(door, invited, monkeypatch):
    send = invitations._send

    def accepted_first(ticket: Ticket, by: str) -> None:
        accept_invitation(invited, GOOD)
        send(ticket, by)

    monkeypatch.setattr(invitations, "_send", accepted_first)
    with door("acme"):
        with pytest.raises(EmailTaken):
            invite(NINA, by="Ada", allowed=EVERYTHING)
        assert not Ticket.objects.filter(used_at=None, withdrawn_at=None).exists()


def test_somebody_with_an_account_is_not_invited(door):
    with door("acme"), pytest.raises(EmailTaken):
        invite(Invitee("ADA@acme.example", "Ada", [Role.BUYER]), by="Ada", allowed=EVERYTHING)


def test_an_invitation_needs_a_role(door):
    with door("acme"), pytest.raises(RolesMissing):
        invite(Invitee("nina@acme.example", "Nina", []), by="Ada", allowed=EVERYTHING)


def test_the_database_keeps_one_open_invitation_for_an_address(door, invited):
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(
            purpose=Purpose.INVITATION,
            email="NINA@acme.example",
            name="Nina",
            roles=["buyer"],
            token_hash="x",
            expires_at=now(),
        )


@pytest.mark.parametrize("broken", [{"roles": []}, {"name": ""}, {"purpose": "reset"}])
def test_the_database_refuses_an_incomplete_ticket(door, broken):
    given = {"purpose": "invitation", "email": "x@acme.example", "name": "X", "roles": ["buyer"]} | broken
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(token_hash="y", expires_at=now(), **given)
