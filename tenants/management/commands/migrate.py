"""`manage.py migrate`: public, the template, then every organization that is behind."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.core.management.commands.migrate import Command as CoreMigrate

from tenants.provisioning import migrate_all


class Command(BaseCommand):
    help = "Bring public, the template schema and every organization up to this release. Safe to run again."
    autodetector = CoreMigrate.autodetector

    def handle(self, *args: Any, **options: Any) -> None:
        count = migrate_all(self.stdout.write)
        self.stdout.write(f"schemas are up to date ({count} organizations migrated)")
