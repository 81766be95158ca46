"""Effective-dated changes of payment terms, per buyer and for the supplier's default."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

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


class TermsChange(TenantModel):
    """One change: from `effective_from` on (null: from the start of the relationship) these terms count.

    `partner` null is the supplier's default. `follows_default` says that the row takes the default's days.
    Append-only: a change is taken back by a further row.
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
        ]
        indexes: ClassVar = [models.Index(fields=["partner", "effective_from", "id"], name="terms_of_partner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days} from {self.effective_from}"
