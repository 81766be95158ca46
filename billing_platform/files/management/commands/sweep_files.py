"""`manage.py sweep_files`: delete stored bytes that no row names, of every organization."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from billing_platform.files.operations import sweep_orphans
from tenants import border, register
from tenants.border import Actor

SWEEPER = Actor("system:sweep_files", "Sweep of the files")


class Command(BaseCommand):
    help = "Delete stored bytes that no row names: what an interrupted operation left behind."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = 0
        for organization in register.every_organization():
            with border.inside(organization, SWEEPER, via="command"):
                swept += sweep_orphans()
        self.stdout.write(f"{swept} orphan{'' if swept == 1 else 's'} swept")
