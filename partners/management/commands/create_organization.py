"""`manage.py create_organization`: a new organization with its first admin, whose password is printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import Refusal
from partners.founding import FirstAdmin, Founded, found_organization
from tenants.models import OrganizationKind
from tenants.provisioning import NewOrganization


class Command(BaseCommand):
    help = "Found an organization: schema, host, first admin, and suppliers with --buys-from. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="legal name")
        parser.add_argument("--kind", required=True, choices=OrganizationKind.values)
        parser.add_argument("--host", required=True, help="such as initech.example.com, without port")
        parser.add_argument("--country", required=True, help="ISO 3166-1, such as DE")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", default="Admin")
        parser.add_argument("--time-zone", default="Europe/Berlin", help="IANA name (default: %(default)s)")
        parser.add_argument("--currency", default="EUR", help="ISO 4217 (default: %(default)s)")
        parser.add_argument("--buys-from", action="append", default=[], metavar="HOST", help="host of a supplier")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = ("name", "kind", "host", "country", "time_zone", "currency")
        new = NewOrganization(**{fact: options[fact].strip() for fact in facts})
        admin = FirstAdmin(options["admin_email"].strip(), options["admin_name"])
        try:
            founded = found_organization(new, admin, options["buys_from"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._tell(founded, new, admin)

    def _tell(self, founded: Founded, new: NewOrganization, admin: FirstAdmin) -> None:
        self.stdout.write(f"{founded.organization.organization_id} {new.name} answers at {new.host}")
        for supplier in founded.suppliers:
            self.stdout.write(f"buys from {supplier.organization_id} {supplier.name}")
        self.stdout.write(f"Admin: {admin.email}")
        self.stdout.write(f"Password, shown only this once: {founded.password}")
