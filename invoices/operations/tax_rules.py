"""Rows of the table of tax rates, written by whoever runs the installation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pycountry
from django.db import transaction

from invoices.models import BuyerStatus, TaxRule
from invoices.refusals import UnusableTaxRow
from invoices.taxes import EVERYWHERE_ELSE, NEEDS_VAT_NUMBER

CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O")  # of UNCL 5305, as EN 16931 allows them (BT-118)
PRODUCT_CLASS = re.compile(r"[a-z][a-z0-9_-]{0,29}")
DECIMALS, LONGEST_EXEMPTION = 4, 300


@dataclass(frozen=True, slots=True)
class TaxRow:
    """From a day on: country (ISO 3166-1, or `*`) × VAT status × product class → category, rate in percent, reason."""

    country: str
    status: BuyerStatus
    product_class: str
    effective_from: date
    category: str
    rate: Decimal
    exemption: str = ""


def put_tax_rows(rows: Iterable[TaxRow]) -> int:
    """Write rows into the tax table, each over the one of the same country, status, class and day; how many are new.

    One transaction, all of them or none; safe to repeat, the history tells what stood there. Drafts take the new row
    when they are saved again; what was issued keeps its tax. Refuses a row that can't be one (UnusableTaxRow).
    """
    given = list(rows)
    for row in given:
        _check(row)
    with transaction.atomic():
        return sum(_put(row) for row in given)


def _put(row: TaxRow) -> bool:
    _, is_new = TaxRule.objects.update_or_create(
        buyer_country=row.country,
        buyer_status=row.status,
        product_class=row.product_class,
        effective_from=row.effective_from,
        defaults={"category": row.category, "rate": row.rate, "exemption": row.exemption},
    )
    return bool(is_new)


def _check(row: TaxRow) -> None:
    if row.country != EVERYWHERE_ELSE and (not row.country.isupper() or not _is_country(row.country)):
        raise UnusableTaxRow(f"{row.country!r} is no country. Use two capital letters, or * for all others.")
    if not PRODUCT_CLASS.fullmatch(row.product_class):
        raise UnusableTaxRow(f"{row.product_class!r} is no product class. Use small letters, digits, - and _.")
    if row.category not in CATEGORIES:
        raise UnusableTaxRow(f"{row.category!r} is no tax category. There are {', '.join(CATEGORIES)}.")
    if row.category in NEEDS_VAT_NUMBER and row.status != BuyerStatus.BUSINESS:
        raise UnusableTaxRow(f"{row.category} needs a VAT number, so it is for businesses alone: --status business.")
    _check_rate(row)


def _check_rate(row: TaxRow) -> None:
    """The rate is above zero with S and zero with all others (EN 16931, BR-S-5, BR-Z-5 and the like)."""
    exponent = row.rate.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= row.rate <= 100 or exponent < -DECIMALS:
        raise UnusableTaxRow(f"{row.rate} is no rate. Use per cent from 0 to 100 with at most {DECIMALS} decimals.")
    if (row.category == "S") != (row.rate > 0):
        raise UnusableTaxRow("Category S has a rate above zero, every other category has rate 0.")
    if row.category == "E" and not row.exemption:
        raise UnusableTaxRow("Category E says why no tax is charged: --exemption.")
    if len(row.exemption) > LONGEST_EXEMPTION:
        raise UnusableTaxRow(f"The reason has {len(row.exemption)} characters; at most {LONGEST_EXEMPTION} are kept.")


def _is_country(code: str) -> bool:
    return pycountry.countries.get(alpha_2=code) is not None
