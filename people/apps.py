"""The people app."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
    label = "people"

    def ready(self) -> None:
        from people.history_words import WORDS
        from people.job_askers import refuse_lost
        from tenants.history.words import tell_history_of
        from tenants.jobs.registry import refuse_askers_by

        tell_history_of(*WORDS)
        refuse_askers_by(refuse_lost)
