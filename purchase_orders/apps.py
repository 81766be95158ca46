"""The purchase_orders app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class PurchaseOrdersConfig(AppConfig):
    name = "purchase_orders"
    label = "purchase_orders"

    def ready(self) -> None:
        from billing_platform.bulk.actions import register_action
        from billing_platform.imports.creations import create_from_files
        from billing_platform.lists.registry import register_list
        from billing_platform.search import search_in
        from purchase_orders.bulk import ACTIONS
        from purchase_orders.from_files.creation import KIND
        from purchase_orders.history_words import WORDS
        from purchase_orders.lists import LIST
        from purchase_orders.operations.orders import seed_limit
        from purchase_orders.search import SOURCE
        from tenants.history.words import tell_history_of
        from tenants.provisioning import seed_with

        import_module("purchase_orders.api.endpoints")
        import_module("purchase_orders.books")
        import_module("purchase_orders.attachment_queries")
        import_module("purchase_orders.emails")
        import_module("purchase_orders.tasks")
        register_action(*ACTIONS)
        seed_with("purchase_orders.limit", seed_limit)
        tell_history_of(*WORDS)
        search_in(SOURCE)
        register_list(LIST)
        create_from_files(KIND)
