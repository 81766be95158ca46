"""The options of commands that say what an organization is, one for each fact."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

OPTIONS = {
    "name": "legal name",
    "country": "ISO 3166-1, such as DE",
    "street": "with the house number",
    "postcode": "of its address",
    "city": "of its address",
    "tax_id": "VAT number, such as DE811128135; outside the European Union its tax number",
    "time_zone": "IANA name, such as Europe/Berlin",
    "currency": "ISO 4217, such as EUR",
    "locale": "language it is written to in, such as en, de or de_AT",
    "iban": "of the account it is paid on; printed on its invoices",
    "bic": "of that account's bank",
    "account_holder": "where it is not the organization",
}


def add_fact_options(parser: CommandParser, *, required: tuple[str, ...] = ()) -> None:
    """`--tax-id` and so on; those not required are None when they are not given."""
    for name, meaning in OPTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", required=name in required, help=meaning)


def given_facts(options: dict[str, Any]) -> dict[str, str]:
    """The facts that were given, by name; an empty one is given too."""
    return {name: options[name] for name in OPTIONS if options[name] is not None}
