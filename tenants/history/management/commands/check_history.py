"""`manage.py check_history`: find altered history of every organization; exit code 1 when there is some."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenants import border, register
from tenants.border import Actor, OrganizationRef
from tenants.history.seals import altered_days, head, holds
from tenants.models import now

CHECKER = Actor("system:check_history", "Check of the history")


class Command(BaseCommand):
    help = "Compare the history with the seals of its days, for every organization, and print the newest seal of each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--noted", nargs="*", default=[], metavar="ORG-000001=SEAL",
            help="seals that an earlier run or the log told: they must still be there",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        noted = dict(each.split("=", 1) for each in options["noted"])
        organizations = register.every_organization()
        found = sum(self._check(each, noted.get(each.organization_id, "")) for each in organizations)
        self.stdout.write("the history is as it was sealed" if not found else f"{found} findings")
        if found:
            sys.exit(1)

    def _check(self, organization: OrganizationRef, noted: str) -> int:
        with border.inside(organization, CHECKER, via="command"):
            found = [f"{finding.day} {finding.text}" for finding in altered_days(now())]
            if noted and not holds(noted):
                found.append(f"no day has the noted seal {noted}")
            for text in found:
                self.stdout.write(f"{organization.organization_id} {text}")
            self.stdout.write(f"{organization.organization_id} seal {head() or 'none yet'}")
        return len(found)
