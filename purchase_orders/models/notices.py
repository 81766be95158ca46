"""The notices that an order ends."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from purchase_orders.models.orders import PurchaseOrder
from tenants.base import TenantModel
from tenants.models import now


class ExpiryNotice(TenantModel):
    """A step of the expiry ladder that is over for this last day: told (`is_told`), or passed while suspended."""

    append_only = True

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="expiry_notices")
    expiration = models.DateField()
    step = models.PositiveSmallIntegerField()
    is_told = models.BooleanField()
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "expiration", "step"], name="po_expiry_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} days before {self.expiration}"
