"""`manage.py create_organization`: a new organization with its first admin, whose password is printed once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import Refusal
from partners.founding import FirstAdmin, Founded, found_organization
from partners.management.fact_options import add_fact_options, given_facts
from partners.organization_facts import UNION
from tenants.border import OrganizationRef
from tenants.models import OrganizationKind
from tenants.provisioning import NewOrganization


class Command(BaseCommand):
    help = "Found an organization: schema, host, first admin, and suppliers with --buys-from. All or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=OrganizationKind.values)
        parser.add_argument("--host", required=True, help="such as initech.example.com, without port")
        add_fact_options(parser, required=("name", "country"))
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", default="Admin")
        parser.add_argument("--buys-from", action="append", default=[], metavar="HOST", help="host of a supplier")

    def handle(self, *args: Any, **options: Any) -> None:
        new = NewOrganization(kind=options["kind"], host=options["host"].strip(), **given_facts(options))
        admin = FirstAdmin(options["admin_email"].strip(), options["admin_name"])
        try:
            founded = found_organization(new, admin, options["buys_from"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._tell(founded, new, admin)

    def _tell(self, founded: Founded, new: NewOrganization, admin: FirstAdmin) -> None:
        self.stdout.write(f"{founded.organization.organization_id} {founded.organization.name} answers at {new.host}")
        for supplier in founded.suppliers:
            self.stdout.write(f"buys from {supplier.organization_id} {supplier.name}")
        if _is_taken_for_a_consumer(founded.organization):
            self.stdout.write("No VAT number: it is billed as a consumer. change_organization --tax-id adds one.")
        self.stdout.write(f"Admin: {admin.email}")
        self.stdout.write(f"Password, shown only this once: {founded.password}")


def _is_taken_for_a_consumer(organization: OrganizationRef) -> bool:
    is_trading = organization.kind != OrganizationKind.OPERATOR
    return is_trading and organization.country in UNION and not organization.tax_id
