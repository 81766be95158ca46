"""A new posting date as rows, the same on either side of the border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from invoices.models import Document, PostingDateChange
from tenants import border
from tenants.models import now


@dataclass(frozen=True, slots=True)
class Posted:
    """A new posting date of an issued document with the due date it leads to; known by its public id on both sides."""

    public_id: UUID
    posting_date: date
    due_date: date


def write_posted(document: Document, posted: Posted) -> None:
    """The new dates on the locked document, which is issued and so has one, and the change beside it."""
    assert document.posting_date is not None  # noqa: S101  issued documents are posted
    PostingDateChange.objects.create(
        document=document,
        posting_before=document.posting_date,
        posting_date=posted.posting_date,
        due_before=document.due_date,
        due_date=posted.due_date,
        made_by=border.present_actor(),
    )
    document.posting_date, document.due_date, document.updated_at = posted.posting_date, posted.due_date, now()
    document.save(update_fields=["posting_date", "due_date", "updated_at"])
