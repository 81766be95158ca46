"""Verify drafts, and take verified ones back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.errors import Refusal
from common.retry import repeated
from common.sql import Rung, step
from invoices.issue_writes import write_set_aside
from invoices.models import Direction, Document, DocumentKind, State
from invoices.refusals import NotVerified
from invoices.tax_reasons import TaxReasons
from tenants.models import now

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one document of a bulk action ended: empty `refusal` means done."""

    document_id: int
    refusal: str = ""


def verify_documents(document_ids: Collection[int], *, today: date) -> list[Outcome]:
    """Lock drafts against editing once their taxes are what the tax table says; refused ones stay drafts.

    Up to 500 a transaction. Running it twice changes nothing: verified ones are passed over.
    """
    ids = sorted(document_ids)
    return [outcome for start in range(0, len(ids), CHUNK) for outcome in _verify(ids[start : start + CHUNK], today)]


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


def verify_locked(drafts: Sequence[Document], today: date) -> list[Outcome]:
    """Verify drafts that the running transaction has locked; those refused get the reason written on them."""
    taxes = TaxReasons.of([draft.pk for draft in drafts])
    outcomes = [
        Outcome(draft.pk, negative(draft) or taxes.against(draft.pk, draft.partner, draft.issue_date or today))
        for draft in drafts
    ]
    good = [outcome.document_id for outcome in outcomes if not outcome.refusal]
    Document.objects.filter(id__in=good).update(state=State.VERIFIED, verified_at=now(), updated_at=now(), set_aside="")
    write_set_aside([(outcome.document_id, outcome.refusal) for outcome in outcomes if outcome.refusal])
    return outcomes


def negative(draft: Document) -> str:
    """Why a draft over less than nothing is no invoice; empty for every other."""
    if draft.kind == DocumentKind.INVOICE and draft.total < 0:
        return "Its total is below zero. An invoice asks for money: take the lines back that give money away."
    return ""


@repeated
def _verify(document_ids: Sequence[int], today: date) -> list[Outcome]:
    with transaction.atomic():
        step(Rung.SUPPLIER_DOCUMENTS)
        chosen = Document.objects.filter(id__in=document_ids, direction=Direction.OUTGOING, state=State.DRAFT)
        drafts = list(chosen.select_for_update(no_key=True, of=("self",)).select_related("partner").order_by("id"))
        return verify_locked(drafts, today)
