"""The members app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    label = "members"

    def ready(self) -> None:
        from billing_platform.lists.registry import register_list
        from billing_platform.search import search_in
        from members.history_words import WORDS
        from members.lists import INVITATIONS, MEMBERS
        from members.search import SOURCE
        from tenants.history.words import tell_history_of

        import_module("members.emails")
        import_module("members.tasks")
        tell_history_of(*WORDS)
        search_in(SOURCE)
        register_list(MEMBERS, INVITATIONS)
