"""The members app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    label = "members"

    def ready(self) -> None:
        import_module("members.emails")
        import_module("members.tasks")
