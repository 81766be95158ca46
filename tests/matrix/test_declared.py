"""What each page asks stands a second time, by hand: a check taken away does not take its expectation along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from billing_platform import search
from billing_platform.api.frame import api
from billing_platform.bell import _REGISTERED
from billing_platform.bulk.actions import ACTIONS, SELECTABLES
from billing_platform.exports.sources import SOURCES
from billing_platform.imports.creations import CREATIONS
from billing_platform.imports.kinds import KINDS
from billing_platform.lists.registry import every_list
from people.permissions import PERMISSIONS_OF, READS, Permission, Role
from tests.matrix.cases import name_of, routes
from tests.matrix.declared import ASKED, HELD

Asked = Mapping[str, frozenset[str] | None]
WHAT_TO_DO = (
    "Differs from tests/matrix/declared.py. If somebody may now do more or less on purpose, change the line there in"
    " the same commit, and say in its message who may now do what. If not, the product has lost or gained a check:"
    " put it right."
)


def pinned(words: Mapping[str, str]) -> Asked:
    """By name: the permissions of its line, none for whoever is signed in, None for anybody."""
    known = {"anybody": None, "signed in": frozenset()}
    return {
        name: known[asked] if asked in known else frozenset(asked.split(" and "))
        for asked, names in words.items()
        for name in names.split()
    }


def asked_by_the_product() -> Asked:
    """Every page, and whatever else says for itself which permissions it asks."""
    pages = ((name_of(route), route.permissions) for route in routes())
    found = {name: permissions if permissions is None else frozenset(permissions) for name, permissions in pages}
    return found | {name: frozenset(permissions) for name, permissions in _asked_inside()}


def _asked_inside() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of lists and columns of theirs, exports, bulk acts, imports, the search, the bell and the API."""
    for shown in every_list():
        yield f"list:{shown.key}", (shown.permission,)
        yield from ((f"column:{shown.key}.{each.key}", (each.permission,)) for each in shown.columns if each.permission)
        cells = (each for each in shown.columns if each.cell_permission)
        yield from ((f"cell:{shown.key}.{each.key}", (each.cell_permission,)) for each in cells)
    yield from ((f"act:{key}", action.permissions) for key, action in ACTIONS.items())
    kinds = {"selectable": SELECTABLES, "export": SOURCES, "import": KINDS, "creation": CREATIONS}
    kinds |= {"search": search._SOURCES, "bell": _REGISTERED}
    for word, registered in kinds.items():
        yield from ((f"{word}:{key}", (each.permission,)) for key, each in registered.items())
    yield from ((f"api:{name}", (permission,)) for name, permission in _asked_by_the_api())


def _asked_by_the_api() -> Iterator[tuple[str, str]]:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from ((each.operation_id, each.auth_callbacks[0].permission) for each in view.operations)


def differences(wanted: Asked, found: Asked) -> list[str]:
    """One line for each name that asks something else than is written down, and for each that only one side has."""
    names = sorted(name for name in wanted.keys() | found.keys() if _line(wanted, name) != _line(found, name))
    return [f"{name}: written down {_line(wanted, name)}, in the product {_line(found, name)}" for name in names]


def _line(asked: Asked, name: str) -> str:
    if name not in asked:
        return "nowhere"
    permissions = asked[name]
    return "anybody" if permissions is None else " and ".join(sorted(permissions)) or "signed in"


def test_every_page_and_act_asks_for_what_is_written_down():
    found = differences(pinned(ASKED), asked_by_the_product())
    assert found == [], f"{WHAT_TO_DO}\n" + "\n".join(found)


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_the_permissions_that_are_written_down(role):
    lost, gained = HELD[role] - PERMISSIONS_OF[role], PERMISSIONS_OF[role] - HELD[role]
    assert (lost, gained) == (set(), set()), f"{role.label}: {WHAT_TO_DO}"


def test_an_auditor_only_sees():
    assert {each for each in Permission if each.value.startswith("see_")} == PERMISSIONS_OF[Role.AUDITOR] == READS


def test_no_two_pages_share_a_name():
    names = [name_of(route) for route in routes()]
    assert sorted(names) == sorted(set(names))


def test_a_name_stands_in_one_line():
    names = [name for line in ASKED.values() for name in line.split()]
    assert sorted(names) == sorted(set(names))


def test_a_check_less_a_new_page_and_one_that_is_gone_are_told():
    wanted = {"a:edit": frozenset({"edit_drafts"}), "a:gone": frozenset(), "a:same": None}
    found = {"a:edit": frozenset(), "a:new": frozenset({"see_jobs"}), "a:same": None}
    assert differences(wanted, found) == [
        "a:edit: written down edit_drafts, in the product signed in",
        "a:gone: written down signed in, in the product nowhere",
        "a:new: written down nowhere, in the product see_jobs",
    ]
