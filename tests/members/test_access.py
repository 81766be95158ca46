"""Roles of people, and shutting them out."""

from __future__ import annotations

import pytest

from members.operations.access import activate, deactivate, set_roles
from members.refusals import LastAdmin, RolesMissing, YourselfRefused
from people.models import Account
from people.operations import create_account
from people.permissions import Role

pytestmark = pytest.mark.django_db


def account(name: str) -> Account:
    found: Account = Account.objects.get(email=f"{name}@acme.example")
    return found


def test_new_roles_count_from_the_next_click(door, browser_of):
    betty = browser_of("acme", "betty")
    assert betty.get("/members/").status_code == 403
    with door("acme"):
        set_roles(account("betty").public_id, [Role.ADMIN], by=account("ada").public_id)
    assert betty.get("/members/").status_code == 200


def test_setting_the_roles_somebody_has_changes_nothing(door):
    with door("acme"):
        assert set_roles(account("betty").public_id, [Role.BUYER], by=account("ada").public_id) is False


def test_roles_that_stay_are_not_written_again(door):
    with door("acme"):
        kept = account("betty").roles.get().pk
        set_roles(account("betty").public_id, [Role.BUYER, Role.AUDITOR], by=account("ada").public_id)
        assert kept in account("betty").roles.values_list("pk", flat=True)


def test_whoever_is_deactivated_is_out_at_the_next_click_and_back_with_the_same_roles(door, browser_of):
    betty = browser_of("acme", "betty")
    with door("acme"):
        deactivate(account("betty").public_id, by=account("ada").public_id)
    assert betty.get("/purchase-orders/").status_code == 302
    with door("acme"):
        assert deactivate(account("betty").public_id, by=account("ada").public_id) is False
        activate(account("betty").public_id, by=account("ada").public_id)
    assert betty.get("/purchase-orders/").status_code in (200, 302)
    assert browser_of("acme", "betty").get("/purchase-orders/").status_code == 200


@pytest.mark.parametrize("act", [deactivate, lambda who, by: set_roles(who, [Role.BUYER], by=by)])
def test_the_last_active_admin_stays(door, act):
    with door("acme"):
        second = create_account("second@acme.example", "Second", [Role.BUYER])
        with pytest.raises(LastAdmin, match="Ada is the last active admin"):
            act(account("ada").public_id, by=second.public_id)


def test_nobody_changes_their_own_access(door):
    with door("acme"):
        ada = account("ada").public_id
        with pytest.raises(YourselfRefused):
            set_roles(ada, [Role.BUYER], by=ada)
        with pytest.raises(YourselfRefused):
            deactivate(ada, by=ada)


def test_somebody_keeps_at_least_one_role(door):
    with door("acme"), pytest.raises(RolesMissing):
        set_roles(account("betty").public_id, [], by=account("ada").public_id)
