"""Permissions are an enum of ours; a role is a set of them, a person's are the union of their roles."""

from __future__ import annotations

from collections.abc import Iterable
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


P = Permission
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


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """The union of what the roles may."""
    return frozenset().union(*(PERMISSIONS_OF[role] for role in roles))


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a permission, in their own order; Admin holds every one."""
    return [role for role in Role if permission in PERMISSIONS_OF[role]]


def role_words(roles: Iterable[str]) -> str:
    """Roles in words, in their order: "Admin, Buyer"."""
    held = set(roles)
    return ", ".join(str(role.label) for role in Role if role.value in held)
