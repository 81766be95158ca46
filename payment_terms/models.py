"""Effective-dated changes of payment terms, the newest state of each buyer, and when a change starts to count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from common.ids import new_public_id
from partners.models import Partner
from payment_terms import rules
from tenants.base import TenantModel
from tenants.models import now


class Kind(models.TextChoices):
    """The kinds of terms; the same words as in `rules.Kind`."""

    NET = rules.Kind.NET.value, "Net"
    EOM_PLUS = rules.Kind.EOM_PLUS.value, "End of month, then days"
    PLUS_EOM = rules.Kind.PLUS_EOM.value, "Days, then end of month"
    DAY_OF_MONTH = rules.Kind.DAY_OF_MONTH.value, "Day of a following month"


class CountsFrom(models.TextChoices):
    """From when a change of terms counts; the supplier's choice."""

    NEXT_MONTH = "next_month", "First day of the next month"
    IMMEDIATELY = "immediately", "Immediately"


class BatchWay(models.TextChoices):
    BULK = "bulk", "Changed together"
    IMPORT = "import", "Imported from Excel"
    UNDO = "undo", "Undone"


class TermsSettings(TenantModel):
    """The supplier's choice from when changes count; one row, locked while anybody changes terms."""

    is_only = models.BooleanField(default=True, unique=True, editable=False)
    counts_from = models.CharField(max_length=11, choices=CountsFrom.choices, default=CountsFrom.NEXT_MONTH)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(is_only=True), name="terms_settings_one_row"),
            models.CheckConstraint(condition=Q(counts_from__in=CountsFrom.values), name="terms_settings_rule_known"),
        ]

    def __str__(self) -> str:
        return self.get_counts_from_display()


class TermsBatch(TenantModel):
    """Changes of many buyers made at once, which can be undone at once. Append-only: undoing is a further batch."""

    append_only = True

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    way = models.CharField(max_length=6, choices=BatchWay.choices)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    made_at = models.DateTimeField(default=now, editable=False)
    made_by = models.CharField(max_length=300)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(way__in=BatchWay.values), name="terms_batch_way_known"),
            models.CheckConstraint(
                condition=Q(way=BatchWay.UNDO, undoes__isnull=False) | ~Q(way=BatchWay.UNDO) & Q(undoes=None),
                name="terms_batch_undoes_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.made_at}"


class TermsChange(TenantModel):
    """One change: from `effective_from` on (null: from the start of the relationship) these terms count.

    `partner` null is the supplier's default. `follows_default` says that the row takes the default's terms. `previous`
    is what an undo brings back; null: the default from the start. Append-only: a change is taken back by a further row.
    """

    append_only = True

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="terms_changes")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.NET)
    days = models.PositiveSmallIntegerField(default=30)
    day = models.PositiveSmallIntegerField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    discount_days = models.PositiveSmallIntegerField(null=True)
    follows_default = models.BooleanField(default=False)
    effective_from = models.DateField(null=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(TermsBatch, on_delete=models.PROTECT, null=True, related_name="changes")
    made_at = models.DateTimeField(default=now, editable=False)
    made_by = models.CharField(max_length=300)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="terms_kind_known"),
            models.CheckConstraint(condition=Q(days__range=(0, 999)), name="terms_days_in_range"),
            models.CheckConstraint(
                condition=Q(day__range=(1, 31), months__range=(1, 12)) | ~Q(kind=Kind.DAY_OF_MONTH),
                name="terms_day_of_month_in_range",
            ),
            models.CheckConstraint(
                condition=Q(discount_percent=None, discount_days=None)
                | Q(discount_percent__gt=0, discount_percent__lt=100, discount_days__range=(0, 999)),
                name="terms_discount_in_range",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False) | Q(follows_default=False), name="terms_default_follows_nobody"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["partner", "effective_from", "id"], name="terms_of_partner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days} from {self.effective_from}"


class BuyerTerms(TenantModel):
    """The newest change of one buyer, as lists sort and filter it; written in the same statement as the change.

    A buyer without a row follows the default and was never edited. `text` and `worst_days` (see `rules`) are empty
    where the row follows the default. `counts_from` later than today: the change is pending. `updated_*` are empty
    while there are first terms alone.
    """

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="terms")
    change = models.OneToOneField(TermsChange, on_delete=models.PROTECT, related_name="+")
    follows_default = models.BooleanField()
    text = models.CharField(max_length=60, blank=True)
    worst_days = models.PositiveIntegerField(default=0)
    counts_from = models.DateField(null=True)
    updated_at = models.DateTimeField(null=True)
    updated_by = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(follows_default=True, text="") | Q(follows_default=False) & ~Q(text=""),
                name="buyer_terms_say_their_text",
            ),
            models.CheckConstraint(
                condition=Q(updated_at=None, updated_by="") | Q(updated_at__isnull=False) & ~Q(updated_by=""),
                name="buyer_terms_updated_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text or "Default"
