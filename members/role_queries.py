"""What the pages of roles show: who permits what, and whom a change of a role would touch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from people.models import Account
from people.permissions import INCLUDED, PERMISSION_GROUPS, HeldRole, Permission, permission_words, union_of
from people.queries import CustomRoleRow, custom_roles


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One permission and, for each role in the order of the columns, its name and whether it holds it."""

    label: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class PermissionBox:
    """One permission to tick. `is_shut` when whoever edits lacks it, so that it can be taken but not given; `help` says
    so, or what else the permission includes.
    """

    value: str
    label: str
    is_ticked: bool
    is_shut: bool
    help: str


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody whom a change of a role touches: what they gain and lose, all their roles counted, in words."""

    name: str
    gains: str
    loses: str


def matrix(roles: Collection[HeldRole]) -> tuple[tuple[str, tuple[MatrixRow, ...]], ...]:
    """Every permission in its group, with a cell for each role."""
    return tuple(
        (title, tuple(_matrix_row(permission, roles) for permission in group))
        for title, group in PERMISSION_GROUPS.items()
    )


def boxes(
    chosen: Collection[str], present: Collection[Permission], allowed: Collection[Permission]
) -> tuple[tuple[str, tuple[PermissionBox, ...]], ...]:
    """Every permission in its group, to tick; `present` are those the role has, `allowed` those of whoever edits."""
    return tuple(
        (
            title,
            tuple(_box(p, p in chosen, p not in allowed and p not in present) for p in group),
        )
        for title, group in PERMISSION_GROUPS.items()
    )


def _box(permission: Permission, is_ticked: bool, is_shut: bool) -> PermissionBox:
    included = permission_words(INCLUDED.get(permission, ()))
    words = "you may not do this yourself" if is_shut else f"includes: {included}" if included else ""
    return PermissionBox(permission.value, permission.label, is_ticked, is_shut, words)


def custom_role(public_id: UUID) -> CustomRoleRow:
    """One custom role; one statement. Raises Http404."""
    found = next((row for row in custom_roles() if row.public_id == public_id), None)
    if found is None:
        raise Http404("There is no such role here.")
    return found


def affected_by(public_id: UUID, permissions: frozenset[Permission]) -> list[Affected]:
    """Everybody active who holds a role, with what its new permissions would change for them; two statements."""
    key = str(public_id)
    holders = (
        Account.objects.with_roles().filter(is_active=True, roles__custom__public_id=public_id).order_by("name", "id")
    )
    return [_affected(account, union_of(r for r in account.held if r.key != key) | permissions) for account in holders]


def _affected(account: Account, after: frozenset[Permission]) -> Affected:
    before = account.permissions
    return Affected(account.name, permission_words(after - before), permission_words(before - after))


def _matrix_row(permission: Permission, roles: Collection[HeldRole]) -> MatrixRow:
    return MatrixRow(permission.label, tuple((role.label, permission in role.permissions) for role in roles))
