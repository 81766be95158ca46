"""The history app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "tenants.history"
    label = "history"

    def ready(self) -> None:
        import_module("tenants.history.tasks")
