"""How many orders may be active, and the purchase for which others are suspended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from purchase_orders.models.orders import PurchaseOrder
from tenants.base import TenantModel
from tenants.models import now


class ActiveLimit(TenantModel):
    """The one row that whoever adds an active PO locks first, so that two at once count one after the other."""

    most = models.PositiveSmallIntegerField(default=100)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="po_limit_one_row")]

    def __str__(self) -> str:
        return str(self.most)


class OneTimePurchase(TenantModel):
    """A purchase for which the other orders were suspended; open until those are active again or meant to stay so.

    At most one is open, so that nobody suspends for a second purchase what the first one must give back.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="one_time_purchases")
    started_at = models.DateTimeField(default=now, editable=False)
    started_by = models.CharField(max_length=300)
    is_open = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_open"], name="po_one_time_one_open", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"One-time purchase on {self.order_id}"


class OneTimeSuspension(TenantModel):
    """An order that was suspended for a one-time purchase; gone once somebody changed its status by hand."""

    purchase = models.ForeignKey(OneTimePurchase, on_delete=models.CASCADE, related_name="suspensions")
    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purchase", "order"], name="po_one_time_suspended_once")
        ]

    def __str__(self) -> str:
        return f"{self.order_id} for {self.purchase_id}"
