"""Permissions are an enum of ours; a role is a set of them, a person's are the union of their roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    SEE_INVOICES = "see_invoices"
    EDIT_DRAFTS = "edit_drafts"
    ISSUE_INVOICES = "issue_invoices"
    UPLOAD_INVOICES = "upload_invoices"
    SEE_PAYMENT_DETAILS = "see_payment_details"
    SEE_PURCHASE_ORDERS = "see_purchase_orders"
    EDIT_PURCHASE_ORDERS = "edit_purchase_orders"
    CHANGE_PURCHASE_ORDER_STATUS = "change_purchase_order_status"
    SEE_PARTNERS = "see_partners"
    EDIT_PARTNERS = "edit_partners"
    SEE_PAYMENT_TERMS = "see_payment_terms"
    EDIT_PAYMENT_TERMS = "edit_payment_terms"
    SEE_NOTIFICATIONS = "see_notifications"
    RETRY_MAILS = "retry_mails"
    SEE_HISTORY = "see_history"
    SEE_JOBS = "see_jobs"
    MANAGE_JOBS = "manage_jobs"
    SEE_MEMBERS = "see_members"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_TOKENS = "manage_tokens"

    @property
    def label(self) -> str:
        """The permission in words: "See jobs"."""
        return self.words.capitalize()

    @property
    def words(self) -> str:
        """The permission within a sentence: "see jobs"."""
        return self.value.replace("_", " ")


class Role(TextChoices):
    ADMIN = "admin", "Admin"
    BILLING_ADMIN = "billing_admin", "Billing admin"
    BUYER = "buyer", "Buyer"
    AUDITOR = "auditor", "Auditor"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody has or may be given, standard or custom: `key` names it in forms and invitations."""

    key: str
    label: str
    permissions: frozenset[Permission]
    is_custom: bool = False


P = Permission
# How a page groups permissions; each stands in exactly one group.
PERMISSION_GROUPS: dict[str, tuple[Permission, ...]] = {
    "Invoices": (P.SEE_INVOICES, P.SEE_PAYMENT_DETAILS, P.EDIT_DRAFTS, P.ISSUE_INVOICES, P.UPLOAD_INVOICES),
    "Purchase orders": (P.SEE_PURCHASE_ORDERS, P.EDIT_PURCHASE_ORDERS, P.CHANGE_PURCHASE_ORDER_STATUS),
    "Partners": (P.SEE_PARTNERS, P.EDIT_PARTNERS),
    "Payment terms": (P.SEE_PAYMENT_TERMS, P.EDIT_PAYMENT_TERMS),
    "Mails and jobs": (P.SEE_NOTIFICATIONS, P.RETRY_MAILS, P.SEE_JOBS, P.MANAGE_JOBS),
    "Organization": (P.SEE_HISTORY, P.SEE_MEMBERS, P.MANAGE_MEMBERS, P.MANAGE_TOKENS),
}
# What else somebody may do who has a permission: they see the people and programs that they manage.
INCLUDED: dict[Permission, frozenset[Permission]] = {
    P.MANAGE_MEMBERS: frozenset({P.SEE_MEMBERS}),
    P.MANAGE_TOKENS: frozenset({P.SEE_MEMBERS}),
}
READS = frozenset(
    {
        P.SEE_INVOICES,
        P.SEE_PAYMENT_DETAILS,
        P.SEE_PURCHASE_ORDERS,
        P.SEE_PARTNERS,
        P.SEE_PAYMENT_TERMS,
        P.SEE_NOTIFICATIONS,
        P.SEE_HISTORY,
        P.SEE_JOBS,
        P.SEE_MEMBERS,
    }
)
PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.BILLING_ADMIN: frozenset(
        {
            P.SEE_INVOICES,
            P.EDIT_DRAFTS,
            P.ISSUE_INVOICES,
            P.UPLOAD_INVOICES,
            P.SEE_PAYMENT_DETAILS,
            P.SEE_PARTNERS,
            P.EDIT_PARTNERS,
            P.SEE_PAYMENT_TERMS,
            P.SEE_NOTIFICATIONS,
            P.RETRY_MAILS,
            P.SEE_JOBS,
            P.MANAGE_JOBS,
            P.SEE_PURCHASE_ORDERS,
        }
    ),
    Role.BUYER: frozenset(
        {
            P.SEE_INVOICES,
            P.UPLOAD_INVOICES,
            P.SEE_PURCHASE_ORDERS,
            P.EDIT_PURCHASE_ORDERS,
            P.CHANGE_PURCHASE_ORDER_STATUS,
            P.SEE_PARTNERS,
            P.EDIT_PARTNERS,
            P.SEE_NOTIFICATIONS,
            P.RETRY_MAILS,
        }
    ),
    Role.AUDITOR: READS,
}


def standard_role(role: Role) -> HeldRole:
    return HeldRole(role.value, str(role.label), PERMISSIONS_OF[role])


def known_permissions(names: Iterable[str]) -> frozenset[Permission]:
    """The permissions of these names and what they include; one that this release does not know counts for nothing."""
    held = frozenset(names)
    return with_included(permission for permission in Permission if permission.value in held)


def with_included(permissions: Iterable[Permission]) -> frozenset[Permission]:
    """Permissions, and those that they include."""
    held = frozenset(permissions)
    return held.union(*(INCLUDED.get(permission, frozenset()) for permission in held))


def union_of(roles: Iterable[HeldRole]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset().union(*(role.permissions for role in roles))


def in_order(permissions: Iterable[Permission]) -> tuple[Permission, ...]:
    """Permissions in the order of the enum."""
    held = frozenset(permissions)
    return tuple(permission for permission in Permission if permission in held)


def only_looks(permissions: frozenset[Permission]) -> bool:
    """Whether somebody with these may look and not touch."""
    return permissions <= READS


def permission_words(permissions: Iterable[Permission]) -> str:
    """Permissions within a sentence: "see invoices, edit drafts"."""
    return ", ".join(permission.words for permission in in_order(permissions))


def roles_with(permission: Permission) -> list[Role]:
    """The standard roles that hold a permission, in their own order; Admin holds every one."""
    return [role for role in Role if permission in PERMISSIONS_OF[role]]


def labels_of(roles: Iterable[HeldRole]) -> str:
    """Roles in words: "Admin, Buyer"."""
    return ", ".join(role.label for role in roles)
