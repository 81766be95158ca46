"""Verify drafts, and take verified ones back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import Refusal
from common.retry import repeated
from common.sql import Rung, step
from invoices.issue_writes import write_set_aside
from invoices.models import Direction, Document, DocumentLine, State
from invoices.refusals import NotVerified
from invoices.taxes import treatments
from partners.models import Partner
from tenants.models import now


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one document of a bulk action ended: empty `refusal` means done."""

    document_id: int
    refusal: str = ""


@repeated
def verify_documents(document_ids: Collection[int], *, today: date) -> list[Outcome]:
    """Lock drafts against editing once their taxes can be determined; one transaction, refused ones stay drafts.

    Running it twice changes nothing: verified ones are passed over.
    """
    with transaction.atomic():
        step(Rung.SUPPLIER_DOCUMENTS)
        chosen = Document.objects.filter(id__in=document_ids, direction=Direction.OUTGOING, state=State.DRAFT)
        drafts = list(chosen.select_for_update(no_key=True, of=("self",)).select_related("partner").order_by("id"))
        reasons = Reasons(drafts, today)
        outcomes = [Outcome(draft.pk, reasons.against(draft)) for draft in drafts]
        good = [outcome.document_id for outcome in outcomes if not outcome.refusal]
        Document.objects.filter(id__in=good).update(
            state=State.VERIFIED, verified_at=now(), updated_at=now(), set_aside=""
        )
        write_set_aside([(outcome.document_id, outcome.refusal) for outcome in outcomes if outcome.refusal])
    return outcomes


@repeated
def return_to_draft(document_id: int, *, reason: str) -> None:
    """Take a verified document back to draft, with the reason on it. Refuses any other state (NotVerified)."""
    if not reason.strip():
        raise Refusal("Say why it goes back to draft.", code="reason_missing", field="reason")
    with transaction.atomic():
        step(Rung.SUPPLIER_DOCUMENTS)
        document = Document.objects.select_for_update(no_key=True).get(pk=document_id, direction=Direction.OUTGOING)
        if document.state != State.VERIFIED:
            raise NotVerified(
                f"Only a verified document goes back to draft; this one is {document.get_state_display()}."
            )
        document.state, document.set_aside = State.DRAFT, f"Back to draft: {reason.strip()}"[:400]
        document.verified_at, document.updated_at = None, now()
        document.save(update_fields=["state", "set_aside", "verified_at", "updated_at"])


class Reasons:
    """Why drafts can't be verified; asks the tax table once for each buyer, set of product classes and day."""

    def __init__(self, drafts: list[Document], today: date) -> None:
        self.today = today
        self.classes: dict[int, set[str]] = defaultdict(set)
        self.known: dict[tuple[int, frozenset[str], date], str] = {}
        lines = DocumentLine.objects.filter(document__in=drafts).values_list("document_id", "product_class")
        for document_id, product_class in lines.distinct():
            self.classes[document_id].add(product_class)

    def against(self, draft: Document) -> str:
        key = (draft.partner_id, frozenset(self.classes[draft.pk]), draft.issue_date or self.today)
        if key not in self.known:
            self.known[key] = _reason_against(draft.partner, key[1], key[2])
        return self.known[key]


def _reason_against(partner: Partner, classes: frozenset[str], day: date) -> str:
    if not classes:
        return "The draft has no lines."
    try:
        treatments(partner, classes, day)
    except Refusal as refusal:
        return refusal.message
    return ""
