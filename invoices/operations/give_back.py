"""Give back what an invoice used of purchase orders, for a credit note: wherever its lines are now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from common.retry import repeated
from common.sql import Rung, lock
from invoices import crossing
from invoices.crossing import HeldCopy
from invoices.line_credits import LineCredits, given_before, left_by_line, planned, write_line_credits
from invoices.models import Document, DocumentKind, State
from invoices.parties import present_link
from invoices.querysets import outgoing
from invoices.refusals import NotCreditable
from tenants.border import Link


@repeated
def give_back(invoice: UUID, credit_note: UUID, amounts: Mapping[int, Decimal] | None = None) -> Mapping[int, Decimal]:
    """Give back the whole of what is left of an issued invoice, or gross `amounts` by line; returns them by line.

    In the supplier's books; the balance of the buyer's purchase order returns to where each line is now, and later
    moves take it along. Nothing is booked here: what the credit note does to the amount due is its own issue's part.
    Locks the invoice, the buyer's copy, header (shared) and line items. The same credit note once more gives back
    nothing more. Refuses what is not an issued invoice (NotCreditable) and more than is left (OverCredited).
    """
    with transaction.atomic():
        found = outgoing().select_related("partner").filter(public_id=invoice).first()
        if found is None or found.state != State.ISSUED or found.kind != DocumentKind.INVOICE:
            raise NotCreditable("Only issued invoices are credited.")
        link = present_link(found.partner)
        lock("invoices_document", "id", [found.pk], Rung.SUPPLIER_DOCUMENTS)
        before = given_before(found.pk, credit_note)
        if before:
            return before
        credit = plan_credit(found, credit_note, amounts)
        copy = crossing.hold_credited(link, credit) if link else None
        if write_credit(found, credit, link, copy) and link:
            crossing.send_soon(link)
    return credit.amounts


def plan_credit(invoice: Document, credit_note: UUID, amounts: Mapping[int, Decimal] | None) -> LineCredits:
    """What a credit note will give back of a locked invoice. The first of three steps of issuing one; no writes."""
    wanted = planned(left_by_line(invoice.pk), amounts, invoice.currency)
    return LineCredits(invoice.public_id, credit_note, wanted)


def write_credit(invoice: Document, credit: LineCredits, link: Link | None, copy: HeldCopy | None) -> bool:
    """Write a planned credit on both sides, held before by `crossing.hold_credited`; whether the buyer gets mails."""
    write_line_credits(invoice.pk, credit)
    return bool(link and copy and crossing.give_back(link, credit, copy))
