"""Why the tax on a document's lines keeps it from being verified or issued on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Self

from common.errors import Refusal
from invoices.models import DocumentLine
from invoices.taxes import TaxTreatment, treatments
from partners.models import Partner

Taxed = frozenset[tuple[str, str, Decimal]]


class TaxReasons:
    """Judges many documents by what is taxed on their lines: one query for each buyer, set of treatments and day."""

    def __init__(self, taxed: Mapping[int, Collection[tuple[str, str, Decimal]]]) -> None:
        self.taxed = taxed
        self.known: dict[tuple[int, Taxed, date], str] = {}

    @classmethod
    def of(cls, document_ids: Collection[int]) -> Self:
        """With the lines of these documents; one query."""
        taxed: dict[int, set[tuple[str, str, Decimal]]] = defaultdict(set)
        lines = DocumentLine.objects.filter(document_id__in=document_ids)
        columns = ("document_id", "product_class", "tax_category", "tax_rate")
        for document_id, product_class, category, rate in lines.values_list(*columns).distinct():
            taxed[document_id].add((product_class, category, rate))
        return cls(taxed)

    def against(self, document_id: int, partner: Partner, day: date) -> str:
        """One sentence, empty when the table still says on `day` what the lines say."""
        key = (partner.pk, frozenset(self.taxed.get(document_id, ())), day)
        if key not in self.known:
            self.known[key] = _reason_against(partner, key[1], day)
        return self.known[key]


def _reason_against(partner: Partner, taxed: Taxed, day: date) -> str:
    if not taxed:
        return "The draft has no lines."
    try:
        found = treatments(partner, {product_class for product_class, _, _ in taxed}, day)
    except Refusal as refusal:
        return refusal.message
    stale = (
        found[name] for name, category, rate in taxed if (category, rate) != (found[name].category, found[name].rate)
    )
    treatment = next(stale, None)
    return _stale(treatment, day) if treatment else ""


def _stale(treatment: TaxTreatment, day: date) -> str:
    rate = f"{treatment.rate.normalize():f}"
    return f"Its tax is out of date: on {day} it is {treatment.category} {rate} %. Open the draft and save it again."
