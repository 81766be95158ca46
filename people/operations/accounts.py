"""Accounts, roles and passwords."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from common.errors import Refusal
from common.tongue import tongue_of
from people.models import Account, CustomRole, RoleAssignment
from people.operations.attempts import begin_attempt, forgive_attempts
from people.operations.sessions import end_every_session
from people.permissions import Role
from tenants import border

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class EmailTaken(Refusal):
    """Somebody in this organization signs in with this e-mail already."""

    code = "email_taken"


class WrongPassword(Refusal):
    """What was typed as the present password is not it."""

    code = "wrong_password"


class WeakPassword(Refusal):
    """The new password is too short, too common, much like the name or e-mail, or the present one."""

    code = "weak_password"


class RoleUnknown(Refusal):
    """A role that was to be given does not exist, or was deleted meanwhile."""

    code = "role_unknown"


def create_account(email: str, name: str, roles: Collection[str], *, password: str = "", hashed: str = "") -> Account:
    """An account with roles, by their keys, in the open organization and its language.

    `hashed` takes a password hash made before. Refuses an address that has an account, and an unknown role.
    """
    account = Account(email=email.strip(), name=name.strip(), password=hashed or make_password(password or None))
    account.language = tongue_of(border.present_organization().locale).language
    try:
        with transaction.atomic():
            account.save()
            give_roles(account, roles)
    except IntegrityError as error:
        raise EmailTaken(f"{email} has an account here already.", field="email") from error
    return account


def give_roles(account: Account, keys: Collection[str]) -> None:
    """Add roles by their keys: the value of a standard one, the public id of a custom one. Refuses an unknown key."""
    custom = {str(role.public_id): role for role in CustomRole.objects.filter(public_id__in=_custom_keys(keys))}
    if unknown := set(keys) - set(Role.values) - custom.keys():
        raise RoleUnknown(f"{len(unknown)} of the chosen roles is gone. Choose again.", field="roles")
    standard = [RoleAssignment(account=account, role=role.value) for role in Role if role.value in keys]
    RoleAssignment.objects.bulk_create(
        [*standard, *(RoleAssignment(account=account, custom=c) for c in custom.values())]
    )


def take_roles(account: Account, keys: Collection[str]) -> None:
    """Take roles away by their keys; those that are not held cost nothing."""
    account.roles.filter(
        Q(role__in=set(keys) & set(Role.values)) | Q(custom__public_id__in=_custom_keys(keys))
    ).delete()


def _custom_keys(keys: Collection[str]) -> list[UUID]:
    """The keys that can name a custom role; what is no id names none."""
    return [UUID(key) for key in keys if key not in Role.values and UUID_TEXT.fullmatch(key)]


def change_password(account: Account, *, current: str, new: str, address: str) -> Account:
    """Give a person a new password; every session of theirs ends; the browser that changed it begins another.

    A wrong present password from the client's `address` counts like one at signing in. Locks the account. Not to be
    repeated: the second time the present password is another. Refuses a wrong present password, every one after too
    many of them, and a new one that is too short, common, like the person's name or e-mail, or unchanged.
    """
    if new == current:
        raise WeakPassword("It is the password you have now. Choose another.", field="new")
    check_strength(new, account, field="new")
    begin_attempt(account.email, address)
    with transaction.atomic():
        locked: Account = Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if not locked.check_password(current):
            raise WrongPassword("This is not the password you sign in with.", field="current")
        locked.set_password(new)
        locked.save(update_fields=["password"])
        end_every_session(locked)
        forgive_attempts(locked.email, address)
    return locked


def check_strength(password: str, account: Account, *, field: str) -> None:
    """Refuse a password that is too short, too common or like the name or e-mail.

    One sentence for each reason; `field` is the form's.
    """
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field=field) from error
