"""The invoices app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices"
    label = "invoices"

    def ready(self) -> None:
        from billing_platform.bell import count_in_bell
        from billing_platform.bulk.actions import register_action
        from invoices.bulk import ACTIONS
        from invoices.queries.of_order import numbers_of
        from invoices.taxes import seed_rules
        from invoices.waiting import WAITING
        from purchase_orders.document_names import document_names
        from tenants.provisioning import seed_with

        import_module("invoices.tasks")
        import_module("invoices.emails")
        import_module("invoices.books")
        for name in ("books", "keeping", "readiness"):
            import_module(f"invoices.pdf.{name}")
        seed_with("invoices.tax_rules", seed_rules)
        count_in_bell(*WAITING)
        register_action(*ACTIONS)
        document_names.told_by(numbers_of)
