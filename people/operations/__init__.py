"""The writers of accounts, roles and tries to sign in."""

from __future__ import annotations

from people.operations.accounts import EmailTaken, create_account

__all__ = ["EmailTaken", "create_account"]
