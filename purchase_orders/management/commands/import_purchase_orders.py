"""`manage.py import_purchase_orders FOLDER --organization HOST`: the orders of a purchasing system's tables."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.dates import local_today
from common.errors import Refusal
from common.money import ZERO
from purchase_orders.models import PurchaseOrder
from purchase_orders.operations.import_listed import import_listed
from purchase_orders.order_csv import CURRENCY, Listed, listed_orders
from purchase_orders.order_rules import line_figures
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.management.asked import organization_asked_for

IMPORTER = Actor("system:import", "Import of purchase orders")


class Command(BaseCommand):
    help = "Bring in purchase orders from CSV tables (headers, details, vendors, products): all of them, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--organization", required=True, metavar="HOST", help="host of the buying organization")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = organization_asked_for(options["organization"])
        try:
            listed = list(listed_orders(options["folder"]))
            orders = self._bring_in(organization, listed)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._tell(listed, orders)

    def _bring_in(self, organization: OrganizationRef, listed: list[Listed]) -> list[PurchaseOrder]:
        today = local_today(datetime.now(UTC), organization.time_zone)
        with border.inside(organization, IMPORTER, via="command"):
            return import_listed(listed, today=today)

    def _tell(self, listed: list[Listed], orders: list[PurchaseOrder]) -> None:
        lines = [line for each in listed for line in each.facts.lines if line.product_code]
        exact = sum((each.exact for each in listed), ZERO)
        rounded = sum((value - tax for tax, value in (line_figures(line, CURRENCY) for line in lines)), ZERO)
        suspended = sum(each.facts.is_suspended for each in listed)
        self.stdout.write(f"{len(orders):,} purchase orders, {suspended:,} of them suspended")
        self.stdout.write(f"quantity × price: {exact:f} {CURRENCY}; in whole cents a line: {rounded:f} {CURRENCY}")
