"""Change what somebody may do here, shut them out, let them in again."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from members.models import Purpose, Ticket
from members.refusals import LastAdmin, RoleBeyond, RolesMissing, YourselfRefused
from members.tickets import end_open
from people.models import Account
from people.operations import end_every_session, give_roles, take_roles
from people.permissions import Permission, Role, permission_words
from people.queries import roles_named
from tenants.base import TenantQuerySet


def set_roles(public_id: UUID, roles: Collection[str], *, by: UUID) -> bool:
    """Give somebody exactly these roles, by their keys, from their next click on; False when they have them already.

    Locks every admin and then the account, so that two admins can't take the role from each other at once.
    Refuses one's own roles, no role at all, a role with more than `by` may do, an unknown one, and taking the role of
    the last active admin.
    """
    if not roles:
        raise RolesMissing("Choose at least one role, or deactivate the account.", field="roles")
    with transaction.atomic():
        account = _locked(public_id, by, "Another admin has to change your roles.")
        held, wanted = {role.key for role in account.held}, {str(role) for role in roles}
        if held == wanted:
            return False
        if Role.ADMIN in held - wanted:
            _keep_an_admin(account)
        check_may_give(wanted - held, permissions_of(by))
        take_roles(account, held - wanted)
        give_roles(account, wanted - held)
    return True


def deactivate(public_id: UUID, *, by: UUID) -> bool:
    """Shut somebody out at once: sessions end, links to a new password die; False when it was so already.

    What they did stays under their name. Locks like `set_roles`. Refuses oneself and the last active admin.
    """
    with transaction.atomic():
        account = _locked(public_id, by, "Another admin has to deactivate your account.")
        if not account.is_active:
            return False
        _keep_an_admin(account)
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_every_session(account)
        end_open(Ticket.objects.filter(account=account, purpose=Purpose.RESET))
    return True


def activate(public_id: UUID, *, by: UUID) -> bool:
    """Let somebody in again with the roles and password they had; False when they are active."""
    with transaction.atomic():
        account = _locked(public_id, by, "Your account is active.")
        if account.is_active:
            return False
        account.is_active = True
        account.save(update_fields=["is_active"])
    return True


def lock_access() -> None:
    """Stand in line: lock every active admin by id, so that of two changes of roles one sees what the other did."""
    list(_admins().order_by("pk").select_for_update(no_key=True, of=("self",)))


def permissions_of(person: UUID) -> frozenset[Permission]:
    """What somebody may do at this moment; nothing for one who has no account here."""
    account = Account.objects.with_roles().filter(public_id=person).first()
    return account.permissions if account else frozenset()


def check_may_give(keys: Collection[str], allowed: frozenset[Permission]) -> None:
    """Refuse roles, by their keys, that permit more than whoever gives them may do."""
    for role in roles_named(keys):
        if beyond := role.permissions - allowed:
            raise RoleBeyond(
                f"The role {role.label} permits more than you may do yourself: {permission_words(beyond)}. Somebody who"
                " may do that can give it.",
                field="roles",
            )


def _locked(public_id: UUID, by: UUID, yourself: str) -> Account:
    if public_id == by:
        raise YourselfRefused(yourself)
    lock_access()
    locked = Account.objects.select_for_update(no_key=True, of=("self",))
    account: Account = get_object_or_404(locked, public_id=public_id)
    return account


def _keep_an_admin(account: Account) -> None:
    if not _admins().exclude(pk=account.pk).exists():
        raise LastAdmin(f"{account.name} is the last active admin. Make somebody else an admin first.")


def _admins() -> TenantQuerySet[Account]:
    admins: TenantQuerySet[Account] = Account.objects.filter(is_active=True, roles__role=Role.ADMIN)
    return admins
