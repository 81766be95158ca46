"""Accounts of the people who work for this organization, their roles, and how they come in."""

from __future__ import annotations

from people.models.accounts import (
    LONGEST_EMAIL,
    STANDARD_NAMES,
    Account,
    AccountManager,
    CustomRole,
    CustomRolePermission,
    RoleAssignment,
    email_key,
    has_email,
    told_roles,
)
from people.models.sign_in import RecoveryCode, SecondFactor, Session, SignInAttempt, SignInRule

__all__ = [
    "LONGEST_EMAIL", "STANDARD_NAMES", "Account", "AccountManager", "CustomRole", "CustomRolePermission",
    "RecoveryCode", "RoleAssignment", "SecondFactor", "Session", "SignInAttempt", "SignInRule", "email_key",
    "has_email", "told_roles",
]  # fmt: skip
