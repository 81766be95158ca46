"""A purchase order, its line items and contacts."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from common.ids import new_public_id
from partners.models import Partner
from purchase_orders import book
from tenants.base import TenantModel
from tenants.columns import MONEY, MOST
from tenants.models import now


def default_thresholds() -> list[int]:
    """Percent of a line's value at which contacts are told; strictly below, 0 at or below."""
    return [75, 25, 0]


class LineType(models.TextChoices):
    ALL = book.LineType.ALL.value, "All charges"
    MONTHLY_USAGE = book.LineType.MONTHLY_USAGE.value, "Monthly usage"
    SUBSCRIPTION = book.LineType.SUBSCRIPTION.value, "Subscription"
    MARKETPLACE_TRANSACTION = book.LineType.MARKETPLACE_TRANSACTION.value, "Marketplace transaction"
    MARKETPLACE_BLANKET = book.LineType.MARKETPLACE_BLANKET.value, "Marketplace blanket"
    SERVICES = book.LineType.SERVICES.value, "Services"


class PurchaseOrder(TenantModel):
    """A PO header. `po_key` is the ID trimmed and folded, unique among those not deleted; `edited_at` ranks matches."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    po_id = models.CharField("PO ID", max_length=200)
    po_key = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    bill_from = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seller_of_record = models.CharField(max_length=200, blank=True)
    bill_to = models.TextField(blank=True)
    ship_to = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    effective = models.DateField()
    expiration = models.DateField()
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    thresholds = ArrayField(models.PositiveSmallIntegerField(), default=default_thresholds)
    is_suspended = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(default=now)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["po_key"], name="po_id_once", condition=Q(deleted_at__isnull=True)),
            models.CheckConstraint(condition=Q(expiration__gte=F("effective")), name="po_ends_after_start"),
            models.CheckConstraint(condition=~Q(po_key=""), name="po_id_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["currency", "effective", "expiration"],
                name="po_candidates",
                condition=Q(deleted_at__isnull=True, is_suspended=False),
            ),
            models.Index(fields=["-edited_at", "-id"], name="po_newest"),
            models.Index(fields=["effective", "id"], name="po_by_start", condition=Q(deleted_at__isnull=True)),
            models.Index(fields=["expiration", "id"], name="po_by_end", condition=Q(deleted_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.po_id


class PurchaseOrderLine(TenantModel):
    """A line item. `value` = quantity × unit price + tax; `consumed` = sum of its entries; in the PO's currency."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines")
    number = models.CharField(max_length=40)
    description = models.CharField(max_length=500, blank=True)
    type = models.CharField(max_length=24, choices=LineType.choices, default=LineType.ALL)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_tracked = models.BooleanField("Balance tracking", default=True)
    receipt_required = models.BooleanField(default=False)
    quantity = models.DecimalField(max_digits=20, decimal_places=8)
    unit_price = models.DecimalField(max_digits=23, decimal_places=8)
    tax_percent = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    tax_amount = models.DecimalField(**MONEY, default=0)
    value = models.DecimalField(**MONEY)
    consumed = models.DecimalField(**MONEY, default=0)
    product_code = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    seller_of_record = models.CharField(max_length=200, blank=True)
    sent_thresholds = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "number"], name="po_line_number_once"),
            models.CheckConstraint(condition=Q(type__in=LineType.values), name="po_line_type_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="po_line_ends_after_start"),
            models.CheckConstraint(condition=Q(value__range=(0, MOST)), name="po_line_value_in_range"),
            models.CheckConstraint(condition=Q(consumed__range=(-MOST, MOST)), name="po_line_consumed_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} / {self.number}"

    @property
    def remaining(self) -> Decimal:
        """What is left of the value; below zero when more was matched than ordered."""
        return self.value - self.consumed


class Contact(TenantModel):
    """Who is told about a PO; at most ten."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=8, default="en")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "email"], name="po_contact_once")]

    def __str__(self) -> str:
        return self.email
