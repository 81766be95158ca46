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
        from billing_platform.lists.registry import register_list
        from billing_platform.search import search_in
        from invoices.bulk import ACTIONS
        from invoices.history_words import WORDS
        from invoices.lists.billings import BILLINGS
        from invoices.lists.definitions import INCOMING, OUTGOING
        from invoices.queries.of_order import numbers_of
        from invoices.queries.terms_impact import affected_drafts
        from invoices.search import SOURCES
        from invoices.taxes import seed_rules
        from invoices.waiting import WAITING
        from payment_terms.effects import tell_effects
        from purchase_orders.document_names import document_names
        from tenants.history.words import tell_history_of
        from tenants.provisioning import seed_with

        import_module("invoices.tasks")
        import_module("invoices.api")
        import_module("invoices.emails")
        import_module("invoices.due_date_emails")
        import_module("invoices.books")
        for name in ("books", "keeping", "readiness"):
            import_module(f"invoices.pdf.{name}")
        seed_with("invoices.tax_rules", seed_rules)
        count_in_bell(*WAITING)
        register_action(*ACTIONS)
        register_list(OUTGOING, INCOMING, BILLINGS)
        tell_effects("drafts", affected_drafts)
        document_names.told_by(numbers_of)
        tell_history_of(*WORDS)
        search_in(*SOURCES)
