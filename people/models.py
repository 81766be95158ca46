"""Accounts of the people who work for this organization, and their roles."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from common.ids import new_public_id
from people.permissions import Permission, Role, permissions_of
from tenants.base import TenantModel, TenantQuerySet
from tenants.border import Actor
from tenants.models import now

LONGEST_EMAIL = 254


def email_key(typed: str) -> str:
    """What makes two spellings of an e-mail address one: small letters. Looking up and counting tries both go by it."""
    return typed.strip().lower()[:LONGEST_EMAIL]


def has_email(typed: str) -> Exact:
    """The condition that a row's `email` is this address, as the unique constraints compare: by its small letters.

    The key itself is not folded by the database, so that an account is found under one key only.
    """
    return Exact(Lower("email"), email_key(typed))


class AccountManager(BaseUserManager["Account"].from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Finds accounts by e-mail without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        found: Account = self.get(has_email(username or ""))
        return found


class Account(AbstractBaseUser, TenantModel):
    """A person's account in this organization; the same e-mail may have one in several."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    email = models.EmailField(max_length=LONGEST_EMAIL)
    name = models.CharField(max_length=150)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects: ClassVar = AccountManager()

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="people_account_email_once")]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this person may do here; none once deactivated."""
        if not self.is_active:
            return frozenset()
        return permissions_of(self.held)

    @property
    def held(self) -> tuple[Role, ...]:
        """The roles this person has, in their order."""
        rows = {row.role for row in self.roles.all()}
        return tuple(role for role in Role if role.value in rows)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def as_actor(self) -> Actor:
        return Actor(f"person:{self.public_id}", str(self))


class RoleAssignment(TenantModel):
    """One role of one person."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "role"], name="people_role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_role_known"),
        ]

    def __str__(self) -> str:
        return self.role


class SignInAttempt(TenantModel):
    """A try to sign in that did not succeed, or is being judged; kept for a day. `email` is its key."""

    email = models.CharField(max_length=LONGEST_EMAIL)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["at"], name="people_attempt_at")]

    def __str__(self) -> str:
        return f"{self.email} from {self.address}"
