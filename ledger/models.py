"""Ledger entries: one debit, one credit, one positive amount, so that an unbalanced one cannot be written."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tenants.base import TenantModel
from tenants.columns import MOST
from tenants.models import now


class Account(models.TextChoices):
    """The accounts of the books; a supplier's on the left of trade, a buyer's on its right."""

    RECEIVABLE = "receivable", "Receivable"
    REVENUE = "revenue", "Revenue"
    TAX_OUT = "tax_out", "Tax payable"
    ADVANCE_IN = "advance_in", "Advances received"
    PAYABLE = "payable", "Payable"
    EXPENSE = "expense", "Expense"
    TAX_IN = "tax_in", "Input tax"
    ADVANCE_OUT = "advance_out", "Advances paid"
    ROUNDING = "rounding", "Rounding"


class Entry(TenantModel):
    """Moves `amount` from the credited to the debited account. Append-only."""

    append_only = True

    journal = models.UUIDField()
    debit = models.CharField(max_length=20, choices=Account.choices)
    credit = models.CharField(max_length=20, choices=Account.choices)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    document = models.UUIDField()
    partner_id = models.BigIntegerField()
    booked_on = models.DateField()
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__range=(Decimal("0.0001"), MOST)), name="ledger_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_two_accounts"),
            models.CheckConstraint(
                condition=Q(debit__in=Account.values) & Q(credit__in=Account.values), name="ledger_accounts_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["document"], name="ledger_of_document")]

    def __str__(self) -> str:
        return f"{self.debit} / {self.credit} {self.amount} {self.currency}"
