"""The payment_terms app."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentTermsConfig(AppConfig):
    name = "payment_terms"
    label = "payment_terms"

    def ready(self) -> None:
        from payment_terms.history_words import WORDS
        from payment_terms.operations import seed_default
        from tenants.history.words import tell_history_of
        from tenants.provisioning import seed_with

        seed_with("payment_terms.default", seed_default)
        tell_history_of(*WORDS)
