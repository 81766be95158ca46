"""The writers of accounts, roles and tries to sign in."""

from __future__ import annotations

from people.operations.accounts import (
    EmailTaken,
    RoleUnknown,
    WeakPassword,
    WrongPassword,
    change_password,
    check_strength,
    create_account,
    give_roles,
    take_roles,
)
from people.operations.sessions import end_every_session, forget_expired_sessions

__all__ = [
    "EmailTaken", "RoleUnknown", "WeakPassword", "WrongPassword", "change_password", "check_strength", "create_account",
    "end_every_session", "forget_expired_sessions", "give_roles", "take_roles",
]  # fmt: skip
