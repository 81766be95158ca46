"""Why an incoming document went to its purchase order, or to none, shaped for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from common.ui.figures import money_text
from common.ui.parts import Consideration, RuleFact
from invoices.models import Document
from partners.queries import suppliers
from purchase_orders.explanation import Rule, from_json
from purchase_orders.explanation_text import ExplainedOrder, headline, notes, sentences
from purchase_orders.explanation_words import Wording
from purchase_orders.models import PurchaseOrder


@dataclass(frozen=True, slots=True)
class Explained:
    """The headline, each purchase order that was looked at, and what was ignored."""

    headline: str
    considerations: tuple[Consideration, ...]
    notes: tuple[str, ...]


def explained(document: Document, *, with_links: bool) -> Explained | None:
    """The explanation kept with the document; None where no purchase order was looked for. At most two statements."""
    if not document.explanation:
        return None
    explanation = from_json(document.explanation)
    wording = Wording(names={str(partner.pk): partner.name for partner in suppliers()}, amount=money_text)
    is_short = any(group.rule == Rule.CHOSEN and group.facts[3] == "short" for group in explanation.groups)
    told = sentences(explanation, wording)
    urls = _urls([each.po_id for each in told]) if with_links else {}
    return Explained(
        headline(explanation, wording),
        tuple(_consideration(each, urls.get(each.po_id, ""), is_short) for each in told),
        tuple(notes(explanation, wording)),
    )


def _consideration(told: ExplainedOrder, url: str, is_short: bool) -> Consideration:
    """The last detail of the chosen order is about its balance, which is preferred and not required."""
    last = len(told.details) - 1
    rules = tuple(RuleFact(text, holds=not (is_short and at == last)) for at, text in enumerate(told.details))
    return Consideration(told.verdict.value, told.po_id, told.text, url, rules)


def _urls(po_ids: list[str]) -> dict[str, str]:
    found = PurchaseOrder.objects.filter(po_id__in=po_ids, deleted_at=None).values_list("po_id", "public_id")
    return {po_id: reverse("purchase_orders:detail", args=[public_id]) for po_id, public_id in found}
