"""Why an incoming document went to its purchase order, or to none, shaped for its page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from common.ui.figures import money_text
from common.ui.parts import Consideration, RuleFact
from invoices.models import AssociationChange, AssociationKind, Document
from partners.queries import suppliers
from people.permissions import Permission
from people.queries import missing_words
from purchase_orders.explanation import Explanation, Outcome, Rule, from_json
from purchase_orders.explanation_text import ExplainedOrder, headline, notes, sentences
from purchase_orders.explanation_words import Wording
from purchase_orders.models import PurchaseOrder
from tenants.history.queries import name_of_actor

NOT_MATCHED = "Not matched to a purchase order."
CHANGES = {
    AssociationKind.MATCHED_AGAIN: "Matched again",
    AssociationKind.MOVED: "Moved to another purchase order",
    AssociationKind.MOVED_LINES: "Moved between lines of its purchase order",
    AssociationKind.RELEASED: "Taken off its purchase order",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """The headline, each purchase order that was looked at, and what was ignored.

    `moved` says by whom and why a person decided otherwise since; empty where nobody did. `hidden` says which
    permission shows the orders that are left out here; empty where all are told.
    """

    headline: str
    considerations: tuple[Consideration, ...]
    notes: tuple[str, ...]
    moved: str = ""
    hidden: str = ""


def explained(document: Document, *, sees_orders: bool, with_links: bool) -> Explained | None:
    """The explanation kept with the document; None where nothing is to say. At most three statements.

    Whoever does not see purchase orders is told whether it was matched, and nothing of any order.
    """
    moved = _moved(document, sees_orders=sees_orders)
    if document.explanation:
        kept = from_json(document.explanation)
        told = in_words(kept, with_links=with_links) if sees_orders else _without_orders(kept)
        return replace(told, moved=moved)
    return Explained("No purchase order was looked for when it came.", (), (), moved) if moved else None


def _without_orders(explanation: Explanation) -> Explained:
    told = "Matched to a purchase order." if explanation.outcome == Outcome.MATCHED else NOT_MATCHED
    return Explained(told, (), (), hidden=missing_words(Permission.SEE_PURCHASE_ORDERS))


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


def _moved(document: Document, *, sees_orders: bool) -> str:
    """The last thing a person did to the purchase order, when it was not to match again."""
    last = document.association_changes.order_by("-id").first()
    is_told = last and last.kind != AssociationKind.MATCHED_AGAIN
    return change_words(last, names_orders=sees_orders) if last and is_told else ""


def change_words(change: AssociationChange, *, names_orders: bool) -> str:
    """A change of a document's purchase order: "Moved from PO-1 to PO-2 by Betty: wrong project".

    Without the orders "Moved to another purchase order by Betty"; the reason, which may name one, is left out too.
    """
    if not names_orders:
        return f"{CHANGES[AssociationKind(change.kind)]} by {name_of_actor(change.actor)}"
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
