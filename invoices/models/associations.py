"""What was done to a document's purchase order after it was delivered, and what credit notes gave back of its lines."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from invoices.models.documents import Document
from tenants.base import TenantModel
from tenants.columns import MONEY, MOST
from tenants.models import now


class AssociationKind(models.TextChoices):
    MATCHED_AGAIN = "matched_again", "Matched again"
    MOVED = "moved", "Moved to another PO"
    MOVED_LINES = "moved_lines", "Moved between PO lines"
    RELEASED = "released", "Taken off its PO"


class AssociationChange(TenantModel):
    """One change of a document's purchase order, with its reason. Append-only; buyer and supplier hold the same row.

    `lines` are [number of the document's line, PO line before, PO line after], "" for none; `actor` is who did it, on
    the supplier's side the buyer's organization.
    """

    append_only = True

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="association_changes")
    kind = models.CharField(max_length=14, choices=AssociationKind.choices)
    from_po = models.CharField(max_length=200, blank=True)
    to_po = models.CharField(max_length=200, blank=True)
    lines = models.JSONField(default=list)
    reason = models.CharField(max_length=400)
    actor = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=AssociationKind.values), name="association_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="association_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.from_po or 'none'} → {self.to_po or 'none'}"


class LineCredit(TenantModel):
    """Gross `amount` a credit note gives back of one line of an invoice; negative for a line that gave back itself.

    Append-only, the same on both sides.
    """

    append_only = True

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="line_credits")
    no = models.PositiveIntegerField()
    credit_note = models.UUIDField()
    amount = models.DecimalField(**MONEY)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "no", "credit_note"], name="line_credited_once"),
            models.CheckConstraint(
                condition=Q(amount__range=(-MOST, MOST)) & ~Q(amount=0), name="line_credit_amount_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} / {self.no}: {self.amount}"
