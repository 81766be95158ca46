"""The partners app."""

from __future__ import annotations

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self) -> None:
        from billing_platform.search import search_in
        from partners.history_words import WORDS
        from partners.search import SOURCE
        from tenants.history.words import tell_history_of

        tell_history_of(*WORDS)
        search_in(SOURCE)
