"""Tax determination: buyer country × buyer VAT status × product class, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoices.models import BuyerStatus, TaxRule
from invoices.refusals import NoTaxRule, NoVatNumber
from partners.models import Partner
from tenants import border

NEEDS_VAT_NUMBER = frozenset({"AE", "K"})  # reverse charge, intra-community supply (UNCL 5305)
SEED_FROM = date(2020, 1, 1)
GERMAN = (("standard", "S", "19"), ("reduced", "S", "7"))
EU = "AT BE BG CY CZ DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()


@dataclass(frozen=True, slots=True)
class TaxTreatment:
    """Category code (UNCL 5305), rate in percent, and the reason when no tax is charged."""

    category: str
    rate: Decimal
    exemption: str = ""


def treatments(partner: Partner, product_classes: Iterable[str], day: date) -> dict[str, TaxTreatment]:
    """The treatment of each product class for a buyer on a day; one query.

    Refuses a class without a row (NoTaxRule), and a treatment that needs a VAT number the buyer has not given.
    """
    wanted = set(product_classes)
    status = BuyerStatus.BUSINESS if partner.tax_id else BuyerStatus.CONSUMER
    rules = TaxRule.objects.filter(
        buyer_country__in=(partner.country, "*"), buyer_status=status, product_class__in=wanted, effective_from__lte=day
    )
    best = sorted(rules, key=lambda rule: (rule.buyer_country != "*", rule.effective_from))
    found = {rule.product_class: TaxTreatment(rule.category, rule.rate, rule.exemption) for rule in best}
    for product_class in wanted:
        _check(found.get(product_class), product_class, partner, status)
    return found


def seed_rules() -> None:
    """The rows a supplier in Germany needs; another country starts with its own rate missing, and says so."""
    if border.present_organization().country != "DE":
        TaxRule.objects.bulk_create(_abroad(BuyerStatus.BUSINESS))
        return
    home = [
        TaxRule(buyer_country="DE", buyer_status=status, product_class=name, effective_from=SEED_FROM,
                category=c, rate=r)
        for status in BuyerStatus
        for name, c, r in GERMAN
    ]  # fmt: skip
    union = [
        TaxRule(buyer_country=country, buyer_status=BuyerStatus.BUSINESS, product_class=name, effective_from=SEED_FROM,
                category="AE", rate=0, exemption="Reverse charge: the recipient owes the tax.")
        for country in EU
        for name, _, _ in GERMAN
    ]  # fmt: skip
    TaxRule.objects.bulk_create([*home, *union, *_abroad(BuyerStatus.BUSINESS), *_abroad(BuyerStatus.CONSUMER)])


def _abroad(status: BuyerStatus) -> list[TaxRule]:
    text = "Not taxable in the supplier's country."
    return [
        TaxRule(buyer_country="*", buyer_status=status, product_class=name, effective_from=SEED_FROM, category="O",
                rate=0, exemption=text)
        for name, _, _ in GERMAN
    ]  # fmt: skip


def _check(found: TaxTreatment | None, product_class: str, partner: Partner, status: BuyerStatus) -> None:
    if found is None:
        raise NoTaxRule(
            f"The tax table has no row for {product_class} goods to a buyer in "
            f"{partner.country or 'an unknown country'}"
            f" ({status.label.lower()}). Add one, then verify again."
        )
    if found.category in NEEDS_VAT_NUMBER and not partner.tax_id:
        raise NoVatNumber(f"{partner.name} has no VAT number, which {found.category} needs.")
