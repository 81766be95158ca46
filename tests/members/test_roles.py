"""Roles made of permissions: who may make and give them, whom a change touches, and what is refused."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from members.models import Ticket
from members.operations.access import deactivate, set_roles
from members.operations.invitations import Invitee, accept_invitation, invite, withdraw_invitation
from members.operations.roles import RoleFacts, create_role, delete_role, edit_role
from members.refusals import (
    LinkDead,
    LockedOut,
    RoleBeyond,
    RoleChanged,
    RoleEmpty,
    RoleInUse,
    RoleNameTaken,
)
from members.role_queries import affected_by
from people.models import Account, CustomRole, CustomRolePermission, RoleAssignment
from people.operations import RoleUnknown, create_account
from people.permissions import PERMISSION_GROUPS, Permission, Role
from people.queries import custom_roles, known_roles
from tenants.history.models import Change

pytestmark = pytest.mark.django_db
P = Permission


def person(name: str) -> UUID:
    return Account.objects.get(email=f"{name}@acme.example").public_id


def fresh(name: str) -> Account:
    return Account.objects.with_roles().get(email=f"{name}@acme.example")


def clerk(*permissions: Permission, name: str = "Clerk") -> UUID:
    """A custom role made by Ada, who may do everything."""
    return create_role(RoleFacts(name, "", frozenset(permissions or {P.SEE_JOBS})), by=person("ada"))


def give(name: str, *keys: object) -> None:
    set_roles(person(name), [str(key) for key in keys], by=person("ada"))


def test_every_permission_stands_in_one_group_of_the_page():
    grouped = [permission for group in PERMISSION_GROUPS.values() for permission in group]
    assert sorted(grouped) == sorted(Permission), "put the new permission into PERMISSION_GROUPS"


def test_what_somebody_may_do_is_the_union_of_standard_and_custom_roles(door):
    with door("acme"):
        give("betty", Role.BUYER, clerk(P.SEE_JOBS), clerk(P.SEE_HISTORY, name="Reader"))
        betty = fresh("betty")
        assert [role.label for role in betty.held] == ["Buyer", "Clerk", "Reader"]
        assert {P.SEE_JOBS, P.SEE_HISTORY, P.EDIT_PURCHASE_ORDERS} <= betty.permissions
        assert P.MANAGE_MEMBERS not in betty.permissions


def test_a_custom_role_alone_opens_what_it_permits_from_the_next_click(door, browser_of):
    betty = browser_of("acme", "betty")
    with door("acme"):
        give("betty", clerk(P.SEE_JOBS))
    assert [betty.get(path).status_code for path in ("/jobs/", "/purchase-orders/")] == [200, 403]


def test_the_roles_of_whoever_is_signed_in_cost_one_statement_however_many(door, django_assert_num_queries):
    with door("acme"):
        give("betty", Role.BUYER, clerk(), clerk(name="Second"), clerk(name="Third"))
        with django_assert_num_queries(2):
            assert len(fresh("betty").held) == 4


@pytest.mark.parametrize("name", ["admin", "BILLING ADMIN", "clerk", "CLERK"])
def test_a_name_is_unique_among_all_roles_in_any_case(door, name):
    with door("acme"):
        clerk()
        with pytest.raises(RoleNameTaken):
            clerk(name=name)


@pytest.mark.parametrize("name", ["", " Clerk", "Buyer"], ids=["empty", "spaces", "standard"])
def test_the_database_refuses_such_a_name_too(door, name):
    with door("acme"), pytest.raises(IntegrityError), transaction.atomic():
        CustomRole.objects.create(name=name)


def test_the_database_keeps_an_assignment_to_one_role(door):
    with door("acme"):
        role = CustomRole.objects.get(public_id=clerk())
        for wrong in ({"role": "buyer", "custom": role}, {"role": ""}, {"role": "owner"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                RoleAssignment.objects.create(account=fresh("otto"), **wrong)


def test_a_permission_that_this_release_does_not_know_counts_for_nothing(door):
    with door("acme"):
        key = clerk(P.SEE_JOBS)
        CustomRolePermission.objects.create(role=CustomRole.objects.get(public_id=key), permission="fly_to_the_moon")
        assert known_roles()[-1].permissions == {P.SEE_JOBS}


def test_a_role_without_a_permission_is_refused(door):
    with door("acme"), pytest.raises(RoleEmpty):
        create_role(RoleFacts("Nothing", "", frozenset()), by=person("ada"))


# Nobody gives away what they lack


@pytest.fixture
def manager(door) -> None:
    """Betty may manage members, and else only what a buyer may."""
    with door("acme"):
        give("betty", Role.BUYER, clerk(P.MANAGE_MEMBERS, name="People"))


def test_a_role_beyond_ones_own_permissions_can_not_be_made_given_or_mailed(door, manager):
    with door("acme"):
        beyond = RoleFacts("Strong", "", frozenset({P.ISSUE_INVOICES}))
        with pytest.raises(RoleBeyond, match="issue invoices"):
            create_role(beyond, by=person("betty"))
        with pytest.raises(RoleBeyond, match="Admin permits more"):
            set_roles(person("otto"), [Role.AUDITOR, Role.ADMIN], by=person("betty"))
        with pytest.raises(RoleBeyond):
            invite(Invitee("x@acme.example", "X", [Role.ADMIN]), by="Betty", allowed=fresh("betty").permissions)


def test_a_role_within_them_can(door, manager):
    with door("acme"):
        key = create_role(RoleFacts("Weak", "", frozenset({P.SEE_INVOICES})), by=person("betty"))
        assert set_roles(person("otto"), [Role.AUDITOR, str(key)], by=person("betty"))


def test_taking_a_permission_one_lacks_is_no_giving(door, manager):
    with door("acme"):
        key = clerk(P.ISSUE_INVOICES, P.SEE_INVOICES, name="Strong")
        less = RoleFacts("Strong", "", frozenset({P.SEE_INVOICES}))
        assert edit_role(key, less, revision=1, by=person("betty"))


def test_adding_one_to_an_existing_role_is(door, manager):
    with door("acme"):
        more = RoleFacts("Clerk", "", frozenset({P.SEE_JOBS, P.SEE_INVOICES}))
        with pytest.raises(RoleBeyond, match="see jobs"):
            edit_role(clerk(P.SEE_INVOICES), more, revision=1, by=person("betty"))


def test_nobody_locks_themselves_out_by_editing_their_role(door, manager):
    with door("acme"):
        key = next(row.public_id for row in custom_roles() if row.role.label == "People")
        without = RoleFacts("People", "", frozenset({P.SEE_INVOICES}))
        with pytest.raises(LockedOut):
            edit_role(key, without, revision=1, by=person("betty"))
        assert edit_role(key, without, revision=1, by=person("ada"))


def test_the_last_admin_stays_although_others_manage_members(door, manager):
    with door("acme"), pytest.raises(Exception, match="last active admin"):
        deactivate(person("ada"), by=person("betty"))


# Changing and deleting


def test_an_edit_is_told_of_an_earlier_one(door):
    with door("acme"):
        key = clerk(P.SEE_JOBS)
        assert edit_role(key, RoleFacts("Clerk", "", frozenset({P.SEE_HISTORY})), revision=1, by=person("ada"))
        with pytest.raises(RoleChanged, match="somebody else"):
            edit_role(key, RoleFacts("Clerk", "", frozenset({P.RETRY_MAILS})), revision=1, by=person("ada"))
        assert known_roles()[-1].permissions == {P.SEE_HISTORY}


def test_saving_it_as_it_is_changes_nothing(door):
    with door("acme"):
        key = clerk(P.SEE_JOBS)
        assert not edit_role(key, RoleFacts("Clerk", "", frozenset({P.SEE_JOBS})), revision=1, by=person("ada"))


def test_whom_an_edit_touches_counts_their_other_roles(door):
    with door("acme"):
        key = clerk(P.SEE_JOBS, P.MANAGE_MEMBERS)
        give("betty", Role.BUYER, key)
        give("otto", Role.AUDITOR, key)
        found = affected_by(key, frozenset({P.EDIT_DRAFTS}))
    told = [(each.name, each.gains, each.loses) for each in found]
    assert told == [
        ("Betty", "edit drafts", "see jobs, see members, manage members"),
        ("Otto", "edit drafts", "manage members"),
    ]


def test_a_role_in_use_is_not_deleted_and_its_holders_are_named(door):
    with door("acme"):
        key = clerk()
        give("betty", Role.BUYER, key)
        invite(Invitee("nina@acme.example", "Nina", [str(key)]), by="Ada", allowed=frozenset(P))
        with pytest.raises(RoleInUse, match=r"Betty, Nina \(invited\) have it"):
            delete_role(key)
        give("betty", Role.BUYER)
        withdraw_invitation(Ticket.objects.get().public_id)
        assert delete_role(key) == "Clerk"
        with pytest.raises(Http404):
            delete_role(key)


def test_an_unknown_role_is_refused(door):
    with door("acme"):
        for key in (uuid4(), "owner"):
            with pytest.raises(RoleUnknown):
                give("betty", key)


def test_a_role_of_another_organization_is_unknown_here(door):
    with door("hooli"):
        key = create_role(
            RoleFacts("Theirs", "", frozenset({P.SEE_JOBS})), by=Account.objects.get(name="Ada").public_id
        )
    with door("acme"), pytest.raises(RoleUnknown):
        give("betty", key)


def test_an_invitation_into_a_custom_role_is_kept(door, mailed_path):
    with door("acme"):
        invite(Invitee("nina@acme.example", "Nina", [str(clerk())]), by="Ada", allowed=frozenset(P))
    token = mailed_path("acme").split("/")[2]
    with door("acme"):
        assert accept_invitation(token, "seven purple lorries").held[0].label == "Clerk"


def test_an_invitation_whose_roles_are_all_gone_is_dead(door, mailed_path):
    with door("acme"):
        key = clerk()
        invite(Invitee("nina@acme.example", "Nina", [str(key)]), by="Ada", allowed=frozenset(P))
    token = mailed_path("acme").split("/")[2]
    with door("acme"):
        CustomRole.objects.get(public_id=key).delete()
        with pytest.raises(LinkDead, match="deleted since"):
            accept_invitation(token, "seven purple lorries")


def test_every_change_of_a_role_is_in_the_history(door):
    with door("acme"):
        key = clerk(P.SEE_JOBS)
        edit_role(key, RoleFacts("Clerks", "", frozenset({P.SEE_HISTORY})), revision=1, by=person("ada"))
        give("betty", key)
        tables = ("people_customrole", "people_customrolepermission", "people_roleassignment")
        kinds = {(c.table, c.op) for c in Change.objects.filter(table__in=tables)}
    wanted = {("people_customrole", "I"), ("people_customrole", "U"), ("people_roleassignment", "I")}
    assert wanted | {("people_customrolepermission", "I"), ("people_customrolepermission", "D")} <= kinds


def test_an_account_with_an_unknown_role_is_not_made(door):
    with door("acme"):
        with pytest.raises(RoleUnknown):
            create_account("x@acme.example", "X", ["owner"])
        assert not Account.objects.filter(email="x@acme.example").exists()


def test_the_name_of_a_role_is_validated_by_the_model_too(door):
    with door("acme"), pytest.raises(ValidationError):
        CustomRole(name="Admin").full_clean()
