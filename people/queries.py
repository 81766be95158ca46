"""Reads of the people who work for this organization."""

from __future__ import annotations

from people.models import Account
from people.permissions import Role


def admin_names(limit: int = 5) -> list[str]:
    """Names of those who may give others a role, by name; one statement."""
    admins = Account.objects.filter(is_active=True, roles__role=Role.ADMIN).order_by("name", "id")
    return list(admins.values_list("name", flat=True)[:limit])
