"""`manage.py check_books`: prove every organization's books; exit code 1 when something does not tie."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from ledger.books import check_books
from tenants import border, register
from tenants.border import Actor

CHECKER = Actor("system:check_books", "Check of the books")


class Command(BaseCommand):
    help = "Prove that journals, amounts due, both sides of documents and PO balances tie, for every organization."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for organization in register.every_organization():
            with border.inside(organization, CHECKER, via="command"):
                for finding in check_books():
                    found += 1
                    self.stdout.write(f"{organization.organization_id} {finding.check}: {finding.text}")
        self.stdout.write("the books tie" if not found else f"{found} findings")
        if found:
            sys.exit(1)
