"""Make service accounts, change what they may do, shut them out."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404

from billing_platform.api.models import ServiceAccount
from billing_platform.api.refusals import InvalidScopes, ServiceAccountTaken
from people.models import Account
from people.permissions import Permission, in_order, with_included


def create_service_account(name: str, permissions: Collection[Permission], *, by: Account) -> ServiceAccount:
    """A program that may do these things. Refuses a taken name and permissions that `by` does not have."""
    _check(permissions, by)
    row = ServiceAccount(name=name.strip(), permissions=_stored(permissions))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ServiceAccountTaken(f"There is a service account {name.strip()} already.", field="name") from error
    return row


def set_permissions(public_id: UUID, permissions: Collection[Permission], *, by: Account) -> bool:
    """Let a service account do exactly these things from its next request on; False when it is so already.

    What `by` does not have can stay and go, but not be added. Locks the account. Refuses none at all.
    """
    with transaction.atomic():
        row = _locked(public_id)
        _check(set(permissions) - row.may, by, is_empty_allowed=bool(permissions))
        wanted = _stored(permissions)
        if sorted(row.permissions) == sorted(wanted):
            return False
        row.permissions = wanted
        row.save(update_fields=["permissions"])
    return True


def set_active(public_id: UUID, *, is_active: bool) -> bool:
    """Shut a service account out, with all its tokens, or let it in again; False when it is so already. Locks it."""
    with transaction.atomic():
        row = _locked(public_id)
        if row.is_active == is_active:
            return False
        row.is_active = is_active
        row.save(update_fields=["is_active"])
    return True


def _locked(public_id: UUID) -> ServiceAccount:
    return get_object_or_404(ServiceAccount.objects.select_for_update(no_key=True), public_id=public_id)


def _stored(permissions: Collection[Permission]) -> list[str]:
    return [permission.value for permission in in_order(with_included(permissions))]


def _check(permissions: Collection[Permission], by: Account, *, is_empty_allowed: bool = False) -> None:
    if not permissions and not is_empty_allowed:
        raise InvalidScopes("Choose at least one permission.", field="permissions")
    beyond = [each.label for each in in_order(permissions) if not by.may(each)]
    if beyond:
        raise InvalidScopes(f"You don’t have them yourself: {', '.join(beyond)}.", field="permissions")
