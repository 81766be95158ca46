"""Permissions as they are kept: by name, which a later release may not know."""

from __future__ import annotations

import pytest

from people.permissions import INCLUDED, PERMISSIONS_OF, Permission, Role, known_permissions, with_included


def test_permissions_by_name_are_permissions_and_not_their_names():
    known = known_permissions(["see_history", "of another release"])
    assert [(type(each), each.label) for each in known] == [(Permission, "See history")]


@pytest.mark.parametrize("managing", [Permission.MANAGE_MEMBERS, Permission.MANAGE_TOKENS])
def test_whoever_manages_members_or_tokens_sees_them(managing):
    assert known_permissions([managing.value]) == {managing, Permission.SEE_MEMBERS}


def test_what_is_included_includes_nothing_more():
    assert all(with_included(included) == included for included in INCLUDED.values())


@pytest.mark.parametrize("role", Role)
def test_a_standard_role_holds_what_its_permissions_include(role):
    assert with_included(PERMISSIONS_OF[role]) == PERMISSIONS_OF[role]
