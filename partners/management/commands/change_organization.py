"""`manage.py change_organization`: another VAT number, address or language, for itself and in its partners' books."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import Refusal
from partners.changing import Changed, change_organization
from partners.management.fact_options import add_fact_options, given_facts


class Command(BaseCommand):
    help = "Change facts of an organization, also where its partners hold them. An empty text takes a fact away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", required=True, metavar="HOST", help="the host it answers at")
        add_fact_options(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        facts = given_facts(options)
        if not facts:
            raise CommandError("Name a fact to change, such as --tax-id. See --help.")
        try:
            changed = change_organization(options["organization"], facts)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._tell(changed)

    def _tell(self, changed: Changed) -> None:
        what = ", ".join(name.replace("_", " ") for name in changed.facts) or "nothing"
        self.stdout.write(f"{changed.organization.organization_id} {changed.organization.name}: {what} changed")
        self.stdout.write(f"{changed.partners} partners hold the new facts; what was issued stays as it is")
