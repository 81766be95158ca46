"""Shapes of columns that several tables share."""

from __future__ import annotations

from typing import Any

from django.db import models

from invoices.models.choices import PeriodMark

EXACT: dict[str, Any] = {"max_digits": 23, "decimal_places": 8}


class ServicePeriod(models.Model):
    """What a document or a line bills for; first and last day, both included."""

    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    period_mark = models.CharField(max_length=10, choices=PeriodMark.choices, blank=True)

    class Meta:
        abstract = True
