"""The invoices app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

# Each fills a registry when it is imported.
MODULES = ("tasks", "api", "emails", "due_date_emails", "books", "pdf.books", "pdf.keeping", "pdf.readiness")


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
        from invoices.search import SOURCES
        from invoices.taxes import seed_rules
        from invoices.waiting import WAITING
        from tenants.history.words import tell_history_of
        from tenants.provisioning import seed_with

        for name in MODULES:
            import_module(f"invoices.{name}")
        seed_with("invoices.tax_rules", seed_rules)
        count_in_bell(*WAITING)
        register_action(*ACTIONS)
        register_list(OUTGOING, INCOMING, BILLINGS)
        _tell_payment_terms()
        _tell_purchase_orders()
        tell_history_of(*WORDS)
        search_in(*SOURCES)


def _tell_payment_terms() -> None:
    """What a change of terms would do to drafts."""
    from invoices.queries.terms_impact import affected_drafts
    from payment_terms.effects import tell_effects

    tell_effects("drafts", affected_drafts)


def _tell_purchase_orders() -> None:
    """What the room of purchase orders asks of the documents above it."""
    from invoices.queries.of_order import numbers_of
    from invoices.queries.past import count_since, past_invoices_since
    from purchase_orders.document_names import document_names
    from purchase_orders.past_invoices import past_invoices

    document_names.told_by(numbers_of)
    past_invoices.told_by(past_invoices_since, count_since)
