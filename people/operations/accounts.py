"""Accounts, roles and passwords."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.errors import Refusal
from common.tongue import tongue_of
from people.models import Account, RoleAssignment
from people.operations.attempts import begin_attempt, forgive_attempts
from people.permissions import Role
from tenants import border


class EmailTaken(Refusal):
    """Somebody in this organization signs in with this e-mail already."""

    code = "email_taken"


class WrongPassword(Refusal):
    """What was typed as the present password is not it."""

    code = "wrong_password"


class WeakPassword(Refusal):
    """The new password is too short, too common, much like the name or e-mail, or the present one."""

    code = "weak_password"


def create_account(email: str, name: str, roles: Collection[Role], *, password: str = "", hashed: str = "") -> Account:
    """An account with roles in the open organization, in its language; `hashed` takes a password hash made before."""
    account = Account(email=email.strip(), name=name.strip(), password=hashed or make_password(password or None))
    account.language = tongue_of(border.present_organization().locale).language
    try:
        with transaction.atomic():
            account.save()
            RoleAssignment.objects.bulk_create(RoleAssignment(account=account, role=role) for role in roles)
    except IntegrityError as error:
        raise EmailTaken(f"{email} has an account here already.", field="email") from error
    return account


def change_password(account: Account, *, current: str, new: str, address: str) -> Account:
    """Give a person a new password; every session of theirs but the one that keeps its mark ends with the old one.

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
