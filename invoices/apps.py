"""The invoices app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "invoices"
    label = "invoices"

    def ready(self) -> None:
        from invoices.taxes import seed_rules
        from tenants.provisioning import seed_with

        import_module("invoices.tasks")
        import_module("invoices.emails")
        import_module("invoices.books")
        for name in ("books", "keeping", "readiness"):
            import_module(f"invoices.pdf.{name}")
        seed_with("invoices.tax_rules", seed_rules)
