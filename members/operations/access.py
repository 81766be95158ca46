"""Change what somebody may do here, shut them out, let them in again."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from members.models import Purpose, Ticket
from members.refusals import LastAdmin, RolesMissing, YourselfRefused
from members.tickets import end_open
from people.models import Account, RoleAssignment
from people.permissions import Role
from tenants.base import TenantQuerySet


def set_roles(public_id: UUID, roles: Collection[Role], *, by: UUID) -> bool:
    """Give somebody exactly these roles, from their next click on; False when they have them already.

    Locks every admin and then the account, so that two admins can't take the role from each other at once.
    Refuses one's own roles, no role at all, and taking the role of the last active admin.
    """
    if not roles:
        raise RolesMissing("Choose at least one role, or deactivate the account.", field="roles")
    with transaction.atomic():
        account = _locked(public_id, by, "Another admin has to change your roles.")
        held, wanted = set(account.held), set(roles)
        if held == wanted:
            return False
        if Role.ADMIN in held - wanted:
            _keep_an_admin(account)
        account.roles.filter(role__in=held - wanted).delete()
        RoleAssignment.objects.bulk_create(
            RoleAssignment(account=account, role=role) for role in Role if role in wanted - held
        )
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


def _locked(public_id: UUID, by: UUID, yourself: str) -> Account:
    if public_id == by:
        raise YourselfRefused(yourself)
    list(_admins().order_by("pk").select_for_update(no_key=True, of=("self",)))
    locked = Account.objects.select_for_update(no_key=True, of=("self",))
    account: Account = get_object_or_404(locked, public_id=public_id)
    return account


def _keep_an_admin(account: Account) -> None:
    if not _admins().exclude(pk=account.pk).exists():
        raise LastAdmin(f"{account.name} is the last active admin. Make somebody else an admin first.")


def _admins() -> TenantQuerySet[Account]:
    admins: TenantQuerySet[Account] = Account.objects.filter(is_active=True, roles__role=Role.ADMIN)
    return admins
