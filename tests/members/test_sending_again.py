"""Whose rights count when an invitation is sent again, and whose when it is accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from members.models import Ticket
from members.operations.invitations import Invitee, accept_invitation, invite
from members.operations.roles import RoleFacts, create_role
from people.models import Account
from people.operations import create_account
from people.permissions import Permission, Role
from tenants.models import now
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NINA = Invitee("nina@acme.example", "Nina Falk", [Role.BUYER])
EVERYTHING = frozenset(Permission)


@pytest.fixture
def manager(door, browser_of):
    """Somebody of acme who manages members and may do what a buyer may."""
    with door("acme"):
        ada = Account.objects.get(email="ada@acme.example").public_id
        manages = create_role(RoleFacts("Manager", "", frozenset({Permission.MANAGE_MEMBERS})), by=ada)
        create_account("mia@acme.example", "Mia", [Role.BUYER, str(manages)], password=PASSWORD)
    return browser_of("acme", "mia")


def test_an_invitation_is_not_sent_again_by_somebody_who_could_not_give_its_roles(door, mail_count, manager):
    with door("acme"):
        public_id = invite(replace(NINA, roles=[Role.ADMIN]), by="Ada", allowed=EVERYTHING)
        Ticket.objects.update(expires_at=now() - timedelta(days=1))
    answer = manager.post(f"/members/invitations/{public_id}/sending/", follow=True)
    assert "The role Admin permits more than you may do yourself" in answer.content.decode()
    assert mail_count("acme") == 1
    with door("acme"):
        assert Ticket.objects.get().expires_at < now()


def test_an_invitation_into_roles_one_may_give_is_sent_again(door, mail_count, manager):
    with door("acme"):
        public_id = invite(NINA, by="Ada", allowed=EVERYTHING)
    assert manager.post(f"/members/invitations/{public_id}/sending/").status_code == 302
    assert mail_count("acme") == 2


def test_roles_that_were_given_stay_given_when_the_giver_loses_them(door, mailed_path):
    with door("acme"):
        invite(NINA, by="Ada", allowed=EVERYTHING)
        Account.objects.filter(email="ada@acme.example").update(is_active=False)
    token = mailed_path("acme").split("/")[2]
    with door("acme"):
        assert {row.role for row in accept_invitation(token, "seven purple lorries").roles.all()} == {"buyer"}
