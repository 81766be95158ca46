"""Tax determination: buyer country × buyer VAT status × product class, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.errors import Refusal
from invoices.models import BuyerStatus, TaxRule
from invoices.refusals import NoTaxRule, NoVatNumber, OwnRateMissing
from partners.models import Partner
from partners.organization_facts import UNION
from tenants import border

NEEDS_VAT_NUMBER = frozenset({"AE", "K"})  # reverse charge, intra-community supply (UNCL 5305)
EVERYWHERE_ELSE = "*"
SEED_FROM = date(2020, 1, 1)
CLASSES = ("standard", "reduced")
GERMAN = (("standard", "S", "19"), ("reduced", "S", "7"))
HOW_TO_ADD = "Whoever runs the installation adds one with manage.py tax_rules --add. Then save and verify again."


@dataclass(frozen=True, slots=True)
class TaxTreatment:
    """Category code (UNCL 5305), rate in percent, and the reason when no tax is charged."""

    category: str
    rate: Decimal
    exemption: str = ""


def treatments(partner: Partner, product_classes: Iterable[str], day: date) -> dict[str, TaxTreatment]:
    """The treatment of each product class for a buyer on a day; one query. The row of a country goes before `*`.

    Refuses a class without a row (NoTaxRule; OwnRateMissing in the supplier's own country), and a treatment that needs
    a VAT number the buyer has not given (NoVatNumber).
    """
    wanted = set(product_classes)
    status = BuyerStatus.BUSINESS if partner.tax_id else BuyerStatus.CONSUMER
    rules = TaxRule.objects.filter(
        buyer_country__in=_countries(partner), buyer_status=status, product_class__in=wanted, effective_from__lte=day
    )
    best = sorted(rules, key=lambda rule: (rule.buyer_country != EVERYWHERE_ELSE, rule.effective_from))
    found = {rule.product_class: TaxTreatment(rule.category, rule.rate, rule.exemption) for rule in best}
    for product_class in wanted:
        treatment = found.get(product_class)
        if treatment is None:
            raise _no_row(product_class, partner, status)
        if treatment.category in NEEDS_VAT_NUMBER and not partner.tax_id:
            raise NoVatNumber(f"{partner.name} has no VAT number, which {treatment.category} needs.")
    return found


def seed_rules() -> None:
    """The rows a new supplier starts with: other countries, and of its own the rates of Germany alone.

    Within the Union a business owes the tax itself (article 196 of Directive 2006/112/EC). A supplier elsewhere than in
    Germany adds its own rates; until then its domestic drafts are refused with that reason.
    """
    own = border.present_organization().country
    rows = [_row(EVERYWHERE_ELSE, status, "O", "Not taxable in the supplier's country.") for status in BuyerStatus]
    if own in UNION:
        reason = "Reverse charge: the recipient owes the tax."
        rows += [_row(country, BuyerStatus.BUSINESS, "AE", reason) for country in sorted(UNION - {own})]
    TaxRule.objects.bulk_create([rule for each in rows for rule in each] + (_of_germany() if own == "DE" else []))


def _row(country: str, status: BuyerStatus, category: str, exemption: str) -> list[TaxRule]:
    return [
        TaxRule(buyer_country=country, buyer_status=status, product_class=name, effective_from=SEED_FROM,
                category=category, rate=0, exemption=exemption)
        for name in CLASSES
    ]  # fmt: skip


def _of_germany() -> list[TaxRule]:
    return [
        TaxRule(buyer_country="DE", buyer_status=status, product_class=name, effective_from=SEED_FROM,
                category=category, rate=rate)
        for status in BuyerStatus
        for name, category, rate in GERMAN
    ]  # fmt: skip


def _countries(partner: Partner) -> tuple[str, ...]:
    """Whose rows may treat the buyer: those of its country, and `*` where that stands for it.

    `*` never stands for the supplier's own country nor for an unknown one; and within the Union not for a buyer without
    VAT number, who is taxed like one at home or like one of its own country, but not "not at all".
    """
    own = border.present_organization().country
    is_known_elsewhere = partner.country not in ("", own)
    is_of_the_union = {own, partner.country} <= UNION
    if is_known_elsewhere and (partner.tax_id or not is_of_the_union):
        return (partner.country, EVERYWHERE_ELSE)
    return (partner.country,)


def _no_row(product_class: str, partner: Partner, status: BuyerStatus) -> Refusal:
    own = border.present_organization().country
    missing = (
        f"The tax table has no row for {product_class} goods to a buyer in {partner.country or 'an unknown country'}"
        f" ({status.label.lower()})"
    )
    if partner.country == own:
        return OwnRateMissing(f"{missing}, which is the supplier's own country. {HOW_TO_ADD}")
    if not partner.tax_id and {own, partner.country} <= UNION:
        return NoVatNumber(
            f"{partner.name} in {partner.country} has no VAT number, so it counts as a consumer. {missing}."
            " Whoever runs the installation notes the number with manage.py change_organization --tax-id, or adds a row"
            " for consumers with manage.py tax_rules --add."
        )
    return NoTaxRule(f"{missing}. {HOW_TO_ADD}")
