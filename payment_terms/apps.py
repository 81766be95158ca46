"""The payment_terms app."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentTermsConfig(AppConfig):
    name = "payment_terms"
    label = "payment_terms"

    def ready(self) -> None:
        from payment_terms.operations import seed_default
        from tenants.provisioning import seed_with

        seed_with("payment_terms.default", seed_default)
