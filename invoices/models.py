"""Documents on either side of the border, their lines and taxes, number counters, and the table of tax rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from common.ids import new_public_id
from partners.models import Partner
from purchase_orders import book
from purchase_orders.models import PurchaseOrder, PurchaseOrderLine
from tenants.base import TenantModel
from tenants.models import now

MONEY: dict[str, Any] = {"max_digits": 19, "decimal_places": 4}
EXACT: dict[str, Any] = {"max_digits": 23, "decimal_places": 8}
MOST = Decimal("999999999999999.9999")


class Direction(models.TextChoices):
    OUTGOING = "out", "Outgoing"
    INCOMING = "in", "Incoming"


class State(models.TextChoices):
    """The stored life of a document; what a list shows is `queries.shown_status`."""

    DRAFT = "draft", "Draft"
    VERIFIED = "verified", "Verified"
    ISSUED = "issued", "Issued"

    @property
    def tone(self) -> str:
        return {"draft": "", "verified": "busy", "issued": "good"}[self.value]


class DocumentKind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"
    SUMMARY = "summary", "Summary invoice"


class PeriodMark(models.TextChoices):
    IN_ADVANCE = book.PeriodMark.IN_ADVANCE.value, "In advance"
    IN_ARREARS = book.PeriodMark.IN_ARREARS.value, "In arrears"


class ChargeType(models.TextChoices):
    USAGE = book.ChargeType.USAGE.value, "Usage"
    SUBSCRIPTION = book.ChargeType.SUBSCRIPTION.value, "Subscription"
    MARKETPLACE = book.ChargeType.MARKETPLACE.value, "Marketplace"
    SERVICES = book.ChargeType.SERVICES.value, "Services"
    UNKNOWN = book.ChargeType.UNKNOWN.value, "Unknown"


class Source(models.TextChoices):
    OWN = "own", "Made here"
    DELIVERED = "delivered", "Delivered"
    UPLOADED = "uploaded", "Uploaded"


class ServicePeriod(models.Model):
    """What a document or a line bills for; first and last day, both included."""

    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    period_mark = models.CharField(max_length=10, choices=PeriodMark.choices, blank=True)

    class Meta:
        abstract = True


class Document(ServicePeriod, TenantModel):
    """An invoice, credit note or summary. `payable` = total − prepaid + rounding; issued ones are frozen by trigger.

    `partner` is the buyer of an outgoing and the supplier of an incoming document. Money in the document's currency.
    """

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    kind = models.CharField(max_length=11, choices=DocumentKind.choices, default=DocumentKind.INVOICE)
    type_code = models.CharField(max_length=3, default="380")
    source = models.CharField(max_length=9, choices=Source.choices, default=Source.OWN)
    number = models.CharField(max_length=100, blank=True)
    identity = models.CharField(max_length=500, null=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="documents")
    supplier_party = models.JSONField(default=dict)
    buyer_party = models.JSONField(default=dict)
    issue_date = models.DateField(null=True, blank=True)
    posting_date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    terms = models.JSONField(default=dict)
    terms_text = models.TextField(blank=True)
    po_number = models.CharField(max_length=200, blank=True)
    buyer_reference = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(**MONEY, default=0)
    tax = models.DecimalField(**MONEY, default=0)
    total = models.DecimalField(**MONEY, default=0)
    prepaid = models.DecimalField(**MONEY, default=0)
    rounding = models.DecimalField(**MONEY, default=0)
    payable = models.DecimalField(**MONEY, default=0)
    settled = models.DecimalField(**MONEY, default=0)
    credit_applied = models.DecimalField(**MONEY, default=0)
    credited = models.DecimalField(**MONEY, default=0)
    withheld = models.DecimalField(**MONEY, default=0)
    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, null=True, related_name="documents")
    matched_po = models.CharField(max_length=200, blank=True)
    explanation = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    internal_note = models.TextField(blank=True)
    set_aside = models.CharField(max_length=400, blank=True)
    verified_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(default=now)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], name="document_number_once", condition=Q(direction="out") & ~Q(number="")
            ),
            models.UniqueConstraint(
                fields=["identity"], name="document_received_once", condition=Q(direction="in", identity__isnull=False)
            ),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(issue_date__isnull=False, posting_date__isnull=False, issued_at__isnull=False) & ~Q(number=""),
                name="document_issued_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state="issued") | Q(number="", direction="out"), name="document_draft_has_no_number"
            ),
            models.CheckConstraint(
                condition=Q(payable=F("total") - F("prepaid") + F("rounding")) | Q(source="uploaded"),
                name="document_payable_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(settled__range=(0, MOST), credit_applied__range=(0, MOST))
                & Q(settled__lte=Greatest(F("payable"), Decimal(0)) - F("credit_applied")),
                name="document_never_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(credited__range=(0, MOST)) & Q(credited__lte=Greatest(F("total"), Decimal(0))),
                name="document_never_overcredited",
            ),
            models.CheckConstraint(
                condition=Q(total__range=(-MOST, MOST))
                & Q(payable__range=(-MOST, MOST))
                & Q(withheld__range=(0, MOST)),
                name="document_amounts_in_range",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["direction", "-issue_date", "-id"], name="document_newest"),
            models.Index(fields=["direction", "state", "-id"], name="document_by_state"),
            models.Index(fields=["partner", "state"], name="document_of_partner"),
        ]

    def __str__(self) -> str:
        return self.number or f"Draft {self.pk}"

    @property
    def amount_due(self) -> Decimal:
        """What is still owed: never below zero, and nothing on a credit note."""
        if self.kind == DocumentKind.CREDIT_NOTE:
            return Decimal(0)
        return max(self.payable, Decimal(0)) - self.settled - self.credit_applied

    def days_overdue(self, today: date) -> int:
        """Whole days after the due date while something is due; 0 on the due date and before."""
        if self.state != State.ISSUED or self.due_date is None or self.amount_due <= 0:
            return 0
        return max((today - self.due_date).days, 0)


class DocumentLine(ServicePeriod, TenantModel):
    """One line. `net` is after the line's discount; `adjustment` its share of document allowances (−) and charges (+);
    gross = net + adjustment + tax, and the grosses add up to the document's total."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    no = models.PositiveIntegerField()
    label = models.CharField(max_length=60, blank=True)
    product_code = models.CharField(max_length=100, blank=True)
    description = models.TextField()
    quantity = models.DecimalField(**EXACT)
    unit = models.CharField(max_length=20, default="C62")
    unit_price = models.DecimalField(**EXACT)
    discount = models.DecimalField(**MONEY, default=0)
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


class NumberCounter(TenantModel):
    """The last number taken in a series and year, and the last issue date it was used with."""

    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    last_date = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class BuyerStatus(models.TextChoices):
    """VAT status of the buyer as the tax table asks for it."""

    BUSINESS = "business", "Business with VAT number"
    CONSUMER = "consumer", "Without VAT number"


class TaxRule(TenantModel):
    """Buyer country × buyer VAT status × product class → category and rate, from a day on. Country `*`: all others."""

    buyer_country = models.CharField(max_length=2)
    buyer_status = models.CharField(max_length=10, choices=BuyerStatus.choices)
    product_class = models.CharField(max_length=30, default="standard")
    effective_from = models.DateField()
    category = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=7, decimal_places=4)
    exemption = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["buyer_country", "buyer_status", "product_class", "effective_from"], name="tax_rule_once"
            ),
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="tax_rule_rate_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.buyer_country} {self.category} {self.rate} %"


class ReceivedFile(TenantModel):
    """The bytes of an e-invoice as they came, kept beside what was understood."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="received_file")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    received_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        pass

    def __str__(self) -> str:
        return self.name
