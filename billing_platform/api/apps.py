"""The API as an app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "billing_platform.api"
    label = "api"

    def ready(self) -> None:
        from billing_platform.api.history_words import WORDS
        from tenants.history.words import tell_history_of

        import_module("billing_platform.api.tasks")
        import_module("billing_platform.api.emails")
        tell_history_of(*WORDS)
