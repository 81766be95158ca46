"""Whether the posting date of a document may be changed, and what became of its due date."""

from __future__ import annotations

from common.ui.figures import day_text
from invoices.models import Direction, Document, DocumentKind, State


def may_be_posted_anew(document: Document) -> bool:
    """An issued invoice of one's own for which no money has moved."""
    is_own = document.direction == Direction.OUTGOING and document.kind == DocumentKind.INVOICE
    is_untouched = not (document.settled or document.credit_applied or document.credited)
    return is_own and document.state == State.ISSUED and bool(document.terms) and is_untouched


def posted_anew(document: Document) -> str:
    """ "Due date changed to …" with the reason, on either side; empty where it was never changed. One statement."""
    if document.state != State.ISSUED:
        return ""
    newest = document.posting_date_changes.order_by("-id").first()
    if newest is None:
        return ""
    before = f" It was due on {day_text(newest.due_before)} before." if newest.due_before else ""
    return f"Due date changed to {day_text(newest.due_date)}, posted on {day_text(newest.posting_date)}.{before}"
