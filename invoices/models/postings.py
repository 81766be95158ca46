"""Changes of a posting date after issue."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from invoices.models.documents import LATEST_POSTING_DAYS, Document
from tenants.base import TenantModel
from tenants.models import now

LATEST_POSTING = timedelta(days=LATEST_POSTING_DAYS)  # after the issue date


class PostingDateChange(TenantModel):
    """A document was given another posting date, and by its frozen terms another due date. Append-only, on both sides.

    `made_by` is an actor; in the buyer's books it is the supplier.
    """

    append_only = True

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="posting_date_changes")
    posting_before = models.DateField()
    posting_date = models.DateField()
    due_before = models.DateField(null=True)
    due_date = models.DateField()
    made_at = models.DateTimeField(default=now, editable=False)
    made_by = models.CharField(max_length=300)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(posting_date=models.F("posting_before")), name="posting_date_change_is_one"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["document", "-id"], name="posting_date_change_newest")]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.posting_before} → {self.posting_date}"
