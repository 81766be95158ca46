"""What uses line items up and gives them back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from purchase_orders.models.orders import PurchaseOrder, PurchaseOrderLine
from tenants.base import TenantModel
from tenants.columns import MONEY, MOST
from tenants.models import now


class EntryKind(models.TextChoices):
    MATCH = "match", "Matched"
    RELEASE = "release", "Released"
    MOVE = "move", "Moved"
    CREDIT = "credit", "Credited"
    ADJUSTMENT = "adjustment", "Adjusted"


class BalanceEntry(TenantModel):
    """One use of a line item, gross; negative gives back. Append-only; a document's line is matched once.

    An adjustment stands with its own public id in place of a document, and line 0.

    `document` and `document_line` are what was matched; a credit stands with the invoice line whose use it gives back,
    and `credit_note` says by which document. What a document's line uses now is the sum over its entries.
    """

    append_only = True

    line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    document = models.UUIDField()
    document_line = models.PositiveIntegerField()
    amount = models.DecimalField(**MONEY)
    credit_note = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "document_line"], name="po_entry_matched_once", condition=Q(kind=EntryKind.MATCH)
            ),
            models.UniqueConstraint(
                fields=["credit_note", "document", "document_line"],
                name="po_entry_credited_once",
                condition=Q(credit_note__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["document"], name="po_entry_adjusted_once", condition=Q(kind=EntryKind.ADJUSTMENT)
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.CREDIT, credit_note__isnull=False)
                | ~Q(kind=EntryKind.CREDIT) & Q(credit_note__isnull=True),
                name="po_entry_credit_names_its_note",
            ),
            models.CheckConstraint(condition=Q(amount__range=(-MOST, MOST)), name="po_entry_amount_in_range"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="po_entry_kind_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["line", "-created_at"], include=["amount"], name="po_entry_of_line_lately")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class BalanceAdjustment(TenantModel):
    """What a person took off a line item or gave back to it, negative, and why. Append-only, like its entry."""

    append_only = True

    public_id = models.UUIDField(unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="adjustments")
    line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, related_name="adjustments")
    amount = models.DecimalField(**MONEY)
    reason = models.CharField(max_length=400)
    made_by = models.CharField(max_length=300)
    made_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="po_adjustment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(amount__range=(-MOST, MOST)) & ~Q(amount=0), name="po_adjustment_changes_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}: {self.reason}"
