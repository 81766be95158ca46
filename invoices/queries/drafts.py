"""A stored draft as the value its form shows and saves, and what the form offers to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db.models import Q

from common.errors import Refusal
from invoices.models import Adjustment, Document, DocumentKind, DocumentLine, TaxRule
from invoices.operations.draft import HEADER, Draft, DraftAdjustment, DraftLine
from invoices.taxes import treatments
from partners.models import Partner, Side
from tenants.base import TenantQuerySet

LINE = tuple(DraftLine.__slots__)
ClassOf = dict[tuple[str, Decimal], str]


def draft_of(document: Document, today: date) -> Draft:
    """The draft as it was typed; two statements, more only where an allowance is taxed like none of the lines."""
    lines = list(document.lines.order_by("no"))
    header = {name: getattr(document, name) for name in HEADER} | {"kind": DocumentKind(document.kind)}
    classes = {(line.tax_category, line.tax_rate): line.product_class for line in reversed(lines)}
    rows = list(document.adjustments.order_by("id"))
    if any((row.tax_category, row.tax_rate) not in classes for row in rows):
        classes = _classes_by_tax(document.partner, document.issue_date or today) | classes
    return Draft(lines=[_line(line) for line in lines], adjustments=_adjustments(rows, classes), **header)


def buyer_choices(present: Partner | None) -> TenantQuerySet[Partner]:
    """Active buyers by name, and the one the draft names already."""
    known = Q(is_active=True) | Q(pk=present.pk if present else None)
    return Partner.objects.filter(known, side=Side.BUYER).order_by("name")


def product_classes() -> list[str]:
    """The classes of goods the tax table knows, "standard" first; one statement."""
    known = TaxRule.objects.order_by().values_list("product_class", flat=True).distinct()
    return sorted(known, key=lambda name: (name != "standard", name))


def _line(line: DocumentLine) -> DraftLine:
    return DraftLine(**{name: getattr(line, name) for name in LINE})


def _adjustments(rows: Iterable[Adjustment], classes: ClassOf) -> list[DraftAdjustment]:
    """An adjustment is stored with its tax; the class it was typed with is that of what is taxed so."""
    taxed = ((row, classes.get((row.tax_category, row.tax_rate), "standard")) for row in rows)
    return [DraftAdjustment(row.amount, row.is_charge, product_class, row.reason) for row, product_class in taxed]


def _classes_by_tax(partner: Partner, day: date) -> ClassOf:
    found: ClassOf = {}
    for product_class in reversed(product_classes()):
        with suppress(Refusal):  # a class the table can't place for this buyer was not used
            tax = treatments(partner, [product_class], day)[product_class]
            found[tax.category, tax.rate] = product_class
    return found
