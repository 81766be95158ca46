"""Documents on either side of the border."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Upper

from common.dates import version_of
from common.ids import new_public_id
from invoices.models.choices import Direction, DocumentKind, Source, State
from invoices.models.columns import ServicePeriod
from partners.models import Partner
from purchase_orders.models import PurchaseOrder
from tenants.base import TenantModel
from tenants.columns import MONEY, MOST
from tenants.models import now

ISSUED_LATE_AFTER = 30  # days after the last one billed
LATEST_POSTING_DAYS = 31  # after the issue date
HAS_AMOUNT_DUE = Q(payable__gt=F("settled") + F("credit_applied")) & ~Q(kind=DocumentKind.CREDIT_NOTE)
AMOUNT_DUE = F("payable") - F("settled") - F("credit_applied")
OPEN = Q(state=State.ISSUED) & HAS_AMOUNT_DUE
FULLY_CREDITED = Q(total__gt=0, credited=F("total"))
CREDITED = Q(state=State.ISSUED) & FULLY_CREDITED
ISSUED_LATE = Q(state=State.ISSUED, issue_date__gt=F("period_end") + ISSUED_LATE_AFTER)
NO_ORDER = Q(direction=Direction.INCOMING, state=State.ISSUED, order=None)


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
    external_number = models.CharField(max_length=100, blank=True)
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
    pdf_inputs = models.JSONField(null=True)
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
                condition=Q(posting_date=None)
                | Q(posting_date__gte=F("issue_date"), posting_date__lte=F("issue_date") + LATEST_POSTING_DAYS),
                name="document_posted_in_time",
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
            models.Index(
                fields=["direction", "-issue_date", "-id"],
                include=["state", "kind", "currency", "total"],
                name="document_newest",
            ),
            models.Index(fields=["direction", "-due_date", "-id"], name="document_by_due_date"),
            models.Index(fields=["direction", "-due_date", "-id"], name="document_open_by_due", condition=OPEN),
            models.Index(fields=["direction", "-issue_date", "-id"], name="document_credited", condition=CREDITED),
            models.Index(
                fields=["direction", "-issue_date", "-id"], name="document_part_paid", condition=OPEN & Q(settled__gt=0)
            ),
            models.Index(
                fields=["direction", "kind", "-issue_date", "-id"],
                name="document_other_kinds",
                condition=~Q(kind=DocumentKind.INVOICE),
            ),
            models.Index(fields=["direction", "currency", "-issue_date", "-id"], name="document_in_currency"),
            GinIndex(
                OpClass(Upper("matched_po"), "gin_trgm_ops"),
                OpClass(Upper("po_number"), "gin_trgm_ops"),
                name="document_po_parts",
            ),
            models.Index(fields=["direction", "state", "-id"], name="document_by_state"),
            models.Index(fields=["partner", "state"], name="document_of_partner"),
            models.Index(fields=["direction", "updated_at"], name="document_updated"),
            models.Index(
                fields=["direction", "currency", "due_date"],
                include=["kind", "partner", "payable", "settled", "credit_applied"],
                name="document_open",
                condition=OPEN,
            ),
            models.Index(fields=["-issue_date", "-id"], name="document_unmatched", condition=NO_ORDER),
            models.Index(
                fields=["direction", "-issue_date", "-id"], name="document_issued_late", condition=ISSUED_LATE
            ),
            models.Index(
                fields=["direction", "-issue_date", "-id"], name="document_with_findings", condition=~Q(findings=[])
            ),
            GinIndex(OpClass(Upper("number"), "gin_trgm_ops"), name="document_number_parts", condition=~Q(number="")),
            models.Index(fields=["number"], name="document_received_number", condition=Q(direction="in")),
            models.Index(fields=["direction", "total", "id"], name="document_by_total"),
            models.Index(F("direction"), AMOUNT_DUE, F("id"), name="document_by_amount_due", condition=OPEN),
        ]

    def __str__(self) -> str:
        return self.number or f"Draft {self.pk}"

    @property
    def version(self) -> int:
        """Another one after every change that programs are told of: the microsecond of the last."""
        return version_of(self.updated_at)

    @property
    def amount_due(self) -> Decimal:
        """What is still owed: never below zero, and nothing on a credit note."""
        if self.kind == DocumentKind.CREDIT_NOTE:
            return Decimal(0)
        return max(self.payable, Decimal(0)) - self.settled - self.credit_applied

    @property
    def signed_total(self) -> Decimal:
        """The total, negative on a credit note."""
        return self.signed(self.total)

    def signed(self, amount: Decimal) -> Decimal:
        """An amount of the document as it counts in sums: that of a credit note takes away; zero has no sign."""
        return -amount if self.kind == DocumentKind.CREDIT_NOTE else amount

    def days_overdue(self, today: date) -> int:
        """Whole days after the due date while something is due; 0 on the due date and before."""
        if self.state != State.ISSUED or self.due_date is None or self.amount_due <= 0:
            return 0
        return max((today - self.due_date).days, 0)
