"""Why an incoming document went to its purchase order, or to none, shaped for its page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from common.ui.figures import money_text
from common.ui.parts import Consideration, RuleFact
from invoices.models import AssociationChange, AssociationKind, Document
from partners.queries import suppliers
from purchase_orders.explanation import Explanation, Rule, from_json
from purchase_orders.explanation_text import ExplainedOrder, headline, notes, sentences
from purchase_orders.explanation_words import Wording
from purchase_orders.models import PurchaseOrder
from tenants.history.queries import name_of_actor


@dataclass(frozen=True, slots=True)
class Explained:
    """The headline, each purchase order that was looked at, and what was ignored.

    `moved` says by whom and why a person decided otherwise since; empty where nobody did.
    """

    headline: str
    considerations: tuple[Consideration, ...]
    notes: tuple[str, ...]
    moved: str = ""


def explained(document: Document, *, with_links: bool) -> Explained | None:
    """The explanation kept with the document; None where nothing is to say. At most three statements."""
    moved = _moved(document)
    if document.explanation:
        return replace(in_words(from_json(document.explanation), with_links=with_links), moved=moved)
    return Explained("No purchase order was looked for when it came.", (), (), moved) if moved else None


def in_words(explanation: Explanation, *, with_links: bool) -> Explained:
    """An explanation ready to print; at most two statements."""
    wording = Wording(names={str(partner.pk): partner.name for partner in suppliers()}, amount=money_text)
    is_short = any(group.rule == Rule.CHOSEN and group.facts[3] == "short" for group in explanation.groups)
    told = sentences(explanation, wording)
    urls = _urls([each.po_id for each in told]) if with_links else {}
    return Explained(
        headline(explanation, wording),
        tuple(_consideration(each, urls.get(each.po_id, ""), is_short) for each in told),
        tuple(notes(explanation, wording)),
    )


def _moved(document: Document) -> str:
    """The last thing a person did to the purchase order, when it was not to match again."""
    last = document.association_changes.order_by("-id").first()
    return change_words(last) if last and last.kind != AssociationKind.MATCHED_AGAIN else ""


def change_words(change: AssociationChange) -> str:
    """A change of a document's purchase order: "Moved from PO-1 to PO-2 by Betty: wrong project"."""
    told = {
        AssociationKind.MATCHED_AGAIN: f"Matched again, to {change.to_po},",
        AssociationKind.MOVED: f"Moved {f'from {change.from_po} ' if change.from_po else ''}to {change.to_po}",
        AssociationKind.MOVED_LINES: f"Moved between the lines of {change.to_po}",
        AssociationKind.RELEASED: f"Taken off {change.from_po}",
    }[AssociationKind(change.kind)]
    return f"{told} by {name_of_actor(change.actor)}: {change.reason}"


def _consideration(told: ExplainedOrder, url: str, is_short: bool) -> Consideration:
    """The last detail of the chosen order is about its balance, which is preferred and not required."""
    last = len(told.details) - 1
    rules = tuple(RuleFact(text, holds=not (is_short and at == last)) for at, text in enumerate(told.details))
    return Consideration(told.verdict.value, told.po_id, told.text, url, rules)


def _urls(po_ids: list[str]) -> dict[str, str]:
    found = PurchaseOrder.objects.filter(po_id__in=po_ids, deleted_at=None).values_list("po_id", "public_id")
    return {po_id: reverse("purchase_orders:detail", args=[public_id]) for po_id, public_id in found}
