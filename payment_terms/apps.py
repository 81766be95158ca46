"""The payment_terms app."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentTermsConfig(AppConfig):
    name = "payment_terms"
    label = "payment_terms"
