"""Whether anything was issued to a buyer."""

from __future__ import annotations

from invoices.models import Direction, Document, State


def is_anything_issued_to(partner_id: int) -> bool:
    """Whether an invoice or credit note was issued to the buyer with this id; one statement."""
    issued = Document.objects.filter(direction=Direction.OUTGOING, state=State.ISSUED, partner_id=partner_id)
    return issued.exists()
