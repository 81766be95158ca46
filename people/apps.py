"""The people app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"

    def ready(self) -> None:
        from people.history_words import WORDS
        from tenants.history.words import tell_history_of

        tell_history_of(*WORDS)
