"""`manage.py addresses`: where each organization answers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from billing_platform.addresses import root_at
from tenants import register
from tenants.models import OrganizationKind


class Command(BaseCommand):
    help = "Print the address and the name of each organization, by number; operators come last."

    def handle(self, *args: Any, **options: Any) -> None:
        hosts = register.every_host()
        found = register.every_organization()
        for organization in sorted(found, key=lambda each: each.kind == OrganizationKind.OPERATOR):
            self.stdout.write(f"{root_at(hosts[organization.id])}/  {organization.name}")
