"""`manage.py tax_rules --organization HOST`: a supplier's table of tax rates, and with --add more of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.dates import local_today
from common.errors import Refusal
from invoices.models import BuyerStatus
from invoices.operations.tax_rules import CATEGORIES, TaxRow, put_tax_rows
from invoices.queries.tax_rules import tax_table
from tenants import border
from tenants.border import Actor, OrganizationRef
from tenants.management.asked import organization_asked_for

WRITER = Actor("system:command", "Command line")


class Command(BaseCommand):
    help = "List a supplier's tax rates, by the country and VAT status of its buyers; --add writes rows first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", required=True, metavar="HOST", help="the supplier's host")
        parser.add_argument("--add", action="store_true", help="write a row for each country and status named")
        parser.add_argument(
            "--country", action="append", metavar="CODE", help="of buyers, such as AT; * for all others"
        )
        parser.add_argument("--status", choices=BuyerStatus.values, help="of buyers; both without it")
        parser.add_argument("--class", dest="product_class", default="standard", help="of goods (default: %(default)s)")
        parser.add_argument("--category", default="S", help=f"{', '.join(CATEGORIES)} (default: %(default)s)")
        parser.add_argument("--rate", default="0", help="per cent (default: %(default)s)")
        parser.add_argument("--exemption", default="", help="why no tax is charged")
        parser.add_argument("--from", dest="effective_from", metavar="YYYY-MM-DD", help="first day (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = organization_asked_for(options["organization"])
        rows = _rows(options, organization) if options["add"] else []
        try:
            with border.inside(organization, WRITER, via="command"):
                new = put_tax_rows(rows)
                table = tax_table()
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        if rows:
            self.stdout.write(f"{new} added, {len(rows) - new} were there and are as given now")
        self.stdout.write("\n".join(table))


def _rows(options: dict[str, Any], organization: OrganizationRef) -> list[TaxRow]:
    if not options["country"]:
        raise CommandError("Name the country of the buyers: --country.")
    statuses = [BuyerStatus(options["status"])] if options["status"] else list(BuyerStatus)
    first_day, rate = _day(options["effective_from"], organization), _rate(options["rate"])
    return [
        TaxRow(
            country,
            status,
            options["product_class"],
            first_day,
            options["category"],
            rate,
            options["exemption"].strip(),
        )
        for country in options["country"]
        for status in statuses
    ]


def _day(text: str | None, organization: OrganizationRef) -> date:
    if text is None:
        return local_today(datetime.now(UTC), organization.time_zone)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no day. Use one such as 2026-01-01.") from error


def _rate(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise CommandError(f"{text!r} is no rate. Use per cent with a point, such as 8.1.") from error
