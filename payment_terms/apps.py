"""The payment_terms app."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentTermsConfig(AppConfig):
    name = "payment_terms"
    label = "payment_terms"

    def ready(self) -> None:
        from importlib import import_module

        from billing_platform.exports.listed import ListSource
        from billing_platform.exports.sources import export_from
        from billing_platform.imports.kinds import import_as
        from billing_platform.lists.registry import register_list
        from payment_terms.history_words import WORDS
        from payment_terms.listing import PAYMENT_TERMS
        from payment_terms.operations import seed_default
        from payment_terms.sheet import TERMS_SHEET, row_key
        from tenants.history.words import tell_history_of
        from tenants.provisioning import seed_with

        register_list(PAYMENT_TERMS)
        export_from(ListSource(PAYMENT_TERMS, row_key=lambda each: row_key(each.row)))
        import_as(TERMS_SHEET)
        seed_with("payment_terms.default", seed_default)
        tell_history_of(*WORDS)
        import_module("payment_terms.api")
