"""What a buyer has decided about matching."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from purchase_orders.book import USUAL_NO_PO_WORDS
from tenants.base import TenantModel

LONGEST_WORD = 200


def usual_words() -> list[str]:
    """The words of an organization that has chosen none of its own."""
    return list(USUAL_NO_PO_WORDS)


class MatchingSettings(TenantModel):
    """The words that name no purchase order where an invoice prints them; one row, none before the first choice."""

    is_only = models.BooleanField(default=True, unique=True, editable=False)
    no_po_words = ArrayField(models.CharField(max_length=LONGEST_WORD), default=usual_words, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=Q(is_only=True), name="po_matching_one_row")]

    def __str__(self) -> str:
        return ", ".join(self.no_po_words)
