"""Permissions as they are kept: by name, which a later release may not know."""

from __future__ import annotations

from people.permissions import Permission, known_permissions


def test_permissions_by_name_are_permissions_and_not_their_names():
    known = known_permissions(["see_history", "of another release"])
    assert [(type(each), each.label) for each in known] == [(Permission, "See history")]
