"""The organization that a command is asked for, by its host."""

from __future__ import annotations

from django.core.management.base import CommandError

from tenants import register
from tenants.border import OrganizationRef


def organization_asked_for(host: str) -> OrganizationRef:
    """The organization that answers at this host; the command ends where none does."""
    found = register.organization_at(host)
    if found is None:
        raise CommandError(f"No organization answers at {host}.")
    return found
