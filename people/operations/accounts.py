"""Accounts, roles and passwords."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from common.errors import Refusal
from people.models import Account, RoleAssignment
from people.permissions import Role


class EmailTaken(Refusal):
    """Somebody in this organization signs in with this e-mail already."""

    code = "email_taken"


class WrongPassword(Refusal):
    """What was typed as the present password is not it."""

    code = "wrong_password"


class WeakPassword(Refusal):
    """The new password is too short, too common, or the present one."""

    code = "weak_password"


def create_account(email: str, name: str, roles: Collection[Role], *, password: str = "", hashed: str = "") -> Account:
    """An account with roles in the open organization; `hashed` takes a password hash made before."""
    account = Account(email=email.strip(), name=name.strip(), password=hashed or make_password(password or None))
    try:
        with transaction.atomic():
            account.save()
            RoleAssignment.objects.bulk_create(RoleAssignment(account=account, role=role) for role in roles)
    except IntegrityError as error:
        raise EmailTaken(f"{email} has an account here already.", field="email") from error
    return account


def change_password(account_id: int, *, current: str, new: str) -> Account:
    """Give a person a new password; every session of theirs but the one that keeps its mark ends with the old one.

    Locks the account. Not to be repeated: the second time the present password is another. Refuses a wrong present
    password and a new one that is too short, common or unchanged.
    """
    with transaction.atomic():
        account: Account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        if not account.check_password(current):
            raise WrongPassword("This is not the password you sign in with.", field="current")
        if new == current:
            raise WeakPassword("It is the password you have now. Choose another.", field="new")
        check_strength(new, account, field="new")
        account.set_password(new)
        account.save(update_fields=["password"])
    return account


def check_strength(password: str, account: Account, *, field: str) -> None:
    """Refuse a password that is too short or too common, in one sentence for each reason; `field` is the form's."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field=field) from error
