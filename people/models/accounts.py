"""Accounts of the people who work for this organization, and their roles, standard and custom."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower, Trim, Upper
from django.db.models.lookups import Exact, In

from common.ids import new_public_id
from people.permissions import HeldRole, Permission, Role, known_permissions, standard_role, union_of
from tenants.base import TenantModel, TenantQuerySet
from tenants.border import Actor
from tenants.models import now

LONGEST_EMAIL = 254
STANDARD_NAMES = sorted(str(role.label).lower() for role in Role)


def email_key(typed: str) -> str:
    """What makes two spellings of an e-mail address one: small letters. Looking up and counting tries both go by it."""
    return typed.strip().lower()[:LONGEST_EMAIL]


def has_email(typed: str) -> Exact:
    """The condition that a row's `email` is this address, as the unique constraints compare: by its small letters.

    The key itself is not folded by the database, so that an account is found under one key only.
    """
    return Exact(Lower("email"), email_key(typed))


def told_roles() -> Prefetch[Any]:
    """Gives accounts the roles they hold and what these permit; one further statement for all of them."""
    return Prefetch("roles", RoleAssignment.objects.told(), to_attr="told_roles")


class AccountManager(BaseUserManager["Account"].from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Finds accounts by e-mail without regard to case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        found: Account = self.get(has_email(username or ""))
        return found

    def with_roles(self) -> TenantQuerySet[Account]:
        """Accounts with the roles they hold and what these permit; one further statement for all of them."""
        found: TenantQuerySet[Account] = self.prefetch_related(told_roles())
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
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="people_listed_by_name"),
            models.Index(fields=["last_login", "id"], name="people_listed_by_sign_in"),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                name="people_account_parts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What this person may do here; none once deactivated."""
        if not self.is_active:
            return frozenset()
        return union_of(self.held)

    @cached_property
    def held(self) -> tuple[HeldRole, ...]:
        """The roles this person has: the standard ones in their order, then custom ones by name."""
        rows = self.__dict__.get("told_roles")
        told = [row.told() for row in (self.roles.told() if rows is None else rows)]
        standard = list(Role.values)
        return tuple(
            sorted(told, key=lambda r: (r.is_custom, r.label.lower() if r.is_custom else standard.index(r.key)))
        )

    @property
    def must_enrol(self) -> bool:
        """Whether a second factor is due and not set up; told of whoever is signed in alone."""
        return bool(self.__dict__.get("enrolment_due"))

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def as_actor(self) -> Actor:
        return Actor(f"person:{self.public_id}", str(self))


class CustomRole(TenantModel):
    """A role that an organization made of permissions; `revision` counts its edits."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    name = models.CharField(max_length=60)
    description = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="people_custom_role_once"),
            models.CheckConstraint(condition=~Q(name="") & Q(name=Trim("name")), name="people_custom_role_named"),
            models.CheckConstraint(condition=~In(Lower("name"), STANDARD_NAMES), name="people_custom_role_is_no_other"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomRolePermission(TenantModel):
    """One permission of a custom role. A name that this release does not know counts for nothing."""

    role = models.ForeignKey(CustomRole, on_delete=models.CASCADE, related_name="permissions")
    permission = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "permission"], name="people_custom_permission_once"),
            models.CheckConstraint(condition=Q(permission__regex=r"^[a-z_]+$"), name="people_custom_permission_shape"),
        ]

    def __str__(self) -> str:
        return self.permission


class AssignmentQuerySet(TenantQuerySet["RoleAssignment"]):
    """Assignments with what their custom role is called and permits."""

    def told(self) -> Self:
        """Each row carries the permissions of its custom role as `allowed`; one statement."""
        allowed = ArrayAgg("custom__permissions__permission", filter=Q(custom__permissions__isnull=False), default=[])
        return self.annotate(
            custom_key=F("custom__public_id"), custom_name=F("custom__name"), allowed=allowed
        ).order_by("id")


class RoleAssignment(TenantModel):
    """One role of one person: a standard one by its name, or a custom one."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True, default="")
    custom = models.ForeignKey(CustomRole, on_delete=models.PROTECT, null=True, related_name="assignments")

    objects: ClassVar = AssignmentQuerySet.as_manager()
    custom_key: UUID
    custom_name: str
    allowed: list[str]

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "role"], condition=~Q(role=""), name="people_role_once"),
            models.UniqueConstraint(fields=["account", "custom"], name="people_custom_assigned_once"),
            models.CheckConstraint(
                condition=Q(role__in=Role.values, custom=None) | Q(role="", custom__isnull=False),
                name="people_role_known",
            ),
        ]

    def __str__(self) -> str:
        return self.role or str(self.custom_id)

    def told(self) -> HeldRole:
        """The role as a value; for rows of `told()`."""
        if self.role:
            return standard_role(Role(self.role))
        return HeldRole(str(self.custom_key), self.custom_name, known_permissions(self.allowed), is_custom=True)
