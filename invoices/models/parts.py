"""What a document consists of: lines, taxes, allowances and charges, and the file it came as."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from invoices.models.choices import ChargeType
from invoices.models.columns import EXACT, ServicePeriod
from invoices.models.documents import Document
from purchase_orders.models import PurchaseOrderLine
from tenants.base import TenantModel
from tenants.columns import MONEY, MOST
from tenants.models import now


class DocumentLine(ServicePeriod, TenantModel):
    """One line. The unit price is per `base_quantity`; `net` is after the line's discount and with its charge.

    `adjustment` is its share of document allowances (−) and charges (+); gross = net + adjustment + tax, and the
    grosses add up to the document's total. `credited` is what credit notes gave back of the gross.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    no = models.PositiveIntegerField()
    label = models.CharField(max_length=60, blank=True)
    product_code = models.CharField(max_length=100, blank=True)
    description = models.TextField()
    quantity = models.DecimalField(**EXACT)
    unit = models.CharField(max_length=20, default="C62")
    unit_price = models.DecimalField(**EXACT)
    base_quantity = models.DecimalField(**EXACT, default=1)
    discount = models.DecimalField(**MONEY, default=0)
    charge = models.DecimalField(**MONEY, default=0)
    product_class = models.CharField(max_length=30, default="standard")
    tax_category = models.CharField(max_length=3, blank=True)
    tax_rate = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    net = models.DecimalField(**MONEY, default=0)
    adjustment = models.DecimalField(**MONEY, default=0)
    tax = models.DecimalField(**MONEY, default=0)
    gross = models.DecimalField(**MONEY, default=0)
    charge_type = models.CharField(max_length=12, choices=ChargeType.choices, default=ChargeType.SERVICES)
    seller_of_record = models.CharField(max_length=200, blank=True)
    po_number = models.CharField(max_length=200, blank=True)
    po_line_number = models.CharField(max_length=60, blank=True)
    purchase_price = models.DecimalField(**EXACT, null=True)
    disputed = models.DecimalField(**MONEY, default=0)
    held = models.DecimalField(**MONEY, default=0)
    credited = models.DecimalField(**MONEY, default=0)
    order_line = models.ForeignKey(PurchaseOrderLine, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "no"], name="document_line_once"),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("adjustment") + F("tax")), name="document_line_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(gross__range=(-MOST, MOST), net__range=(-MOST, MOST), tax__range=(-MOST, MOST)),
                name="document_line_in_range",
            ),
            models.CheckConstraint(
                condition=Q(disputed__range=(0, MOST)) & Q(held__range=(0, MOST)),
                name="document_line_withheld_positive",
            ),
            models.CheckConstraint(
                condition=Q(
                    credited__gte=Least(F("gross"), Decimal(0)), credited__lte=Greatest(F("gross"), Decimal(0))
                ),
                name="document_line_never_overcredited",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["charge_type", "-id"], name="document_line_by_charge"),
            models.Index(fields=["-period_end", "-id"], name="document_line_by_period"),
            models.Index(fields=["gross", "id"], name="document_line_by_gross"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} / {self.no}"


class DocumentTax(TenantModel):
    """The tax of one category and rate; `taxable` after allowances and charges."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="taxes")
    category = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=7, decimal_places=4)
    taxable = models.DecimalField(**MONEY)
    tax = models.DecimalField(**MONEY)
    exemption = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "category", "rate"], name="document_tax_once")
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.rate} %"


class Adjustment(TenantModel):
    """A document-level allowance or charge; it belongs to one tax category and rate."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="adjustments")
    is_charge = models.BooleanField(default=False)
    amount = models.DecimalField(**MONEY)
    tax_category = models.CharField(max_length=3)
    tax_rate = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__range=(-MOST, MOST)), name="document_adjustment_in_range")
        ]

    def __str__(self) -> str:
        return f"{'+' if self.is_charge else '−'}{self.amount}"


class ReceivedFile(TenantModel):
    """The bytes of an e-invoice as they came, kept beside what was understood. Append-only."""

    append_only = True

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="received_file")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    received_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name
