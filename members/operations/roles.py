"""Make roles of permissions, change them, delete them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404

from members.models import Purpose, Ticket
from members.operations.access import lock_access, permissions_of
from members.refusals import LockedOut, RoleBeyond, RoleChanged, RoleEmpty, RoleInUse, RoleNameTaken
from people.models import STANDARD_NAMES, Account, CustomRole, CustomRolePermission
from people.permissions import Permission, permission_words, union_of, with_included

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What a custom role is called, for whom it is, and what it permits; what that includes is added."""

    name: str
    description: str
    permissions: frozenset[Permission]


def create_role(facts: RoleFacts, *, by: UUID) -> UUID:
    """A new role of these permissions; returns its public id. Locks every admin.

    Refuses no permission, one that `by` lacks, and a name that a standard or another custom role has.
    """
    facts = replace(facts, permissions=with_included(facts.permissions))
    with transaction.atomic():
        lock_access()
        _check(facts, facts.permissions, by)
        role = CustomRole(name=facts.name, description=facts.description)
        _save(role)
        _permit(role, facts.permissions)
    return role.public_id


def edit_role(public_id: UUID, facts: RoleFacts, *, revision: int, by: UUID) -> bool:
    """Change a role for everybody who holds it, from their next click on; False when nothing is different.

    Locks every admin, so that of two edits the later one is told: `revision` is what its page showed. Refuses that,
    what `create_role` refuses of what is added, and an edit that takes managing members from whoever makes it.
    """
    facts = replace(facts, permissions=with_included(facts.permissions))
    with transaction.atomic():
        lock_access()
        role: CustomRole = get_object_or_404(CustomRole, public_id=public_id)
        present = {row.permission for row in role.permissions.all()}
        if role.revision != revision:
            raise RoleChanged(f"{role.name} was changed by somebody else meanwhile. Open it again and look.")
        if (role.name, role.description, present) == (facts.name, facts.description, set(facts.permissions)):
            return False
        _check(facts, frozenset(facts.permissions - present), by)
        _keep_in(role, facts, by)
        role.name, role.description, role.revision = facts.name, facts.description, revision + 1
        _save(role)
        role.permissions.filter(permission__in=present - set(facts.permissions)).delete()
        _permit(role, frozenset(facts.permissions - present))
    return True


def delete_role(public_id: UUID) -> str:
    """Delete a role that nobody holds; returns its name. Locks every admin.

    Refuses one that people hold, deactivated ones too, or are invited into, and names them.
    """
    with transaction.atomic():
        lock_access()
        role: CustomRole = get_object_or_404(CustomRole, public_id=public_id)
        if holders := holders_of(role):
            raise RoleInUse(f"{role.name} can’t be deleted: {_named(holders)}. Give them another role first.")
        role.delete()
    return role.name


def holders_of(role: CustomRole) -> list[str]:
    """Names of everybody who holds a role or is invited into it, by name; two statements."""
    people = Account.objects.filter(roles__custom=role).values_list("name", flat=True)
    key = str(role.public_id)
    open_ones = Ticket.objects.filter(purpose=Purpose.INVITATION, used_at=None, withdrawn_at=None)
    invited = open_ones.filter(roles__contains=[key]).values_list("name", flat=True)
    return sorted(people) + sorted(f"{name} (invited)" for name in invited)


def _named(holders: list[str]) -> str:
    further = len(holders) - MOST_NAMED
    rest = f" and {further} more" if further > 0 else ""
    verb = "has it" if len(holders) == 1 else "have it"
    return f"{', '.join(holders[:MOST_NAMED])}{rest} {verb}"


def _check(facts: RoleFacts, added: frozenset[Permission], by: UUID) -> None:
    if not facts.permissions:
        raise RoleEmpty("Choose at least one permission.", field="permissions")
    if facts.name.lower() in STANDARD_NAMES:
        raise RoleNameTaken(f"{facts.name} is a standard role. Choose another name.", field="name")
    if beyond := added - permissions_of(by):
        raise RoleBeyond(
            f"You can’t give away what you may not do yourself: {permission_words(beyond)}.", field="permissions"
        )


def _keep_in(role: CustomRole, facts: RoleFacts, by: UUID) -> None:
    """Whoever edits a role they hold goes on managing members afterwards."""
    editor = Account.objects.with_roles().filter(public_id=by).first()
    if editor is None or not editor.may(Permission.MANAGE_MEMBERS):
        return
    others = union_of(held for held in editor.held if held.key != str(role.public_id))
    if Permission.MANAGE_MEMBERS not in others | facts.permissions:
        raise LockedOut(
            "You would no longer manage members yourself. Another admin has to do this.", field="permissions"
        )


def _save(role: CustomRole) -> None:
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise RoleNameTaken(f"There is a role {role.name} already. Choose another name.", field="name") from error


def _permit(role: CustomRole, permissions: frozenset[Permission]) -> None:
    CustomRolePermission.objects.bulk_create(
        CustomRolePermission(role=role, permission=permission.value)
        for permission in Permission
        if permission in permissions
    )
