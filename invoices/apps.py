"""The invoices app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig

# Each fills a registry when it is imported.
MODULES = (
    "tasks", "api_matches", "api", "emails", "due_date_emails", "books", "pdf.books", "pdf.keeping", "pdf.readiness",
)  # fmt: skip


class InvoicesConfig(AppConfig):
    name = "invoices"
    label = "invoices"

    def ready(self) -> None:
        from billing_platform.bell import count_in_bell
        from invoices.queries.issued import is_anything_issued_to
        from invoices.queries.terms_impact import affected_drafts
        from invoices.taxes import seed_rules
        from invoices.waiting import WAITING
        from payment_terms.effects import tell_effects
        from payment_terms.issued import tell_issued
        from tenants.provisioning import seed_with

        for name in MODULES:
            import_module(f"invoices.{name}")
        seed_with("invoices.tax_rules", seed_rules)
        count_in_bell(*WAITING)
        _register_lists()
        tell_effects("drafts", affected_drafts)
        tell_issued("invoices", is_anything_issued_to)
        _tell_purchase_orders()
        _tell_history_and_search()


def _tell_history_and_search() -> None:
    """How documents are spoken of in the history, and where they are searched."""
    from billing_platform.search import search_in
    from invoices.history_words import WORDS
    from invoices.search import SOURCES
    from tenants.history.words import tell_history_of

    tell_history_of(*WORDS)
    search_in(*SOURCES)


def _tell_purchase_orders() -> None:
    """What the room of purchase orders asks of the documents above it."""
    from invoices.queries.of_order import numbers_of
    from invoices.queries.past import count_since, past_invoices_since
    from purchase_orders.document_names import document_names
    from purchase_orders.past_invoices import past_invoices

    document_names.told_by(numbers_of)
    past_invoices.told_by(past_invoices_since, count_since)


def _register_lists() -> None:
    """The lists of documents, and what is done with many of them at once."""
    from billing_platform.bulk.actions import register_action
    from billing_platform.lists.registry import register_list
    from invoices.bulk import ACTIONS
    from invoices.lists.billings import BILLINGS
    from invoices.lists.definitions import INCOMING, OUTGOING

    register_action(*ACTIONS)
    register_list(OUTGOING, INCOMING, BILLINGS)
