"""Files that are kept with a purchase order."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from purchase_orders.models.orders import PurchaseOrder
from tenants.base import TenantModel
from tenants.models import now


class Attachment(TenantModel):
    """One file of an order; its bytes lie in the storage under `sha256`, for 30 days more once it is removed."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="po_attachment_has_a_name"),
            models.CheckConstraint(condition=Q(size__gt=0), name="po_attachment_is_not_empty"),
        ]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="po_attachment_bytes")]

    def __str__(self) -> str:
        return self.name
