"""The invoices app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices"
    label = "invoices"

    def ready(self) -> None:
        from billing_platform.bell import count_in_bell
        from invoices.queries.of_order import numbers_of
        from invoices.queries.past import count_since, past_invoices_since
        from invoices.taxes import seed_rules
        from invoices.waiting import WAITING
        from purchase_orders.document_names import document_names
        from purchase_orders.past_invoices import past_invoices
        from tenants.provisioning import seed_with

        import_module("invoices.tasks")
        import_module("invoices.emails")
        import_module("invoices.books")
        for name in ("books", "keeping", "readiness"):
            import_module(f"invoices.pdf.{name}")
        seed_with("invoices.tax_rules", seed_rules)
        count_in_bell(*WAITING)
        document_names.told_by(numbers_of)
        past_invoices.told_by(past_invoices_since, count_since)
