"""The writers of accounts, roles and tries to sign in."""

from __future__ import annotations

from people.operations.accounts import (
    EmailTaken,
    WeakPassword,
    WrongPassword,
    change_password,
    check_strength,
    create_account,
)

__all__ = ["EmailTaken", "WeakPassword", "WrongPassword", "change_password", "check_strength", "create_account"]
