"""The partners app."""

from __future__ import annotations

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self) -> None:
        from billing_platform.exports.sources import export_from
        from billing_platform.imports.kinds import import_as
        from billing_platform.lists.registry import register_list
        from partners.lists import PARTNER_SOURCE, PARTNERS
        from partners.sheet import PARTNER_NUMBERS

        register_list(PARTNERS)
        export_from(PARTNER_SOURCE)
        import_as(PARTNER_NUMBERS)
        from billing_platform.search import search_in
        from partners.history_words import WORDS
        from partners.search import SOURCE
        from tenants.history.words import tell_history_of

        tell_history_of(*WORDS)
        search_in(SOURCE)
