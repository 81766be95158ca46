"""Number counters and the table of tax rates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tenants.base import TenantModel


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
