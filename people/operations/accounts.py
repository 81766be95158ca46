"""Accounts and roles."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from common.errors import Refusal
from people.models import Account, RoleAssignment
from people.permissions import Role


class EmailTaken(Refusal):
    """Somebody in this organization signs in with this e-mail already."""

    code = "email_taken"


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
