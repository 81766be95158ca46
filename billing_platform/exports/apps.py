"""The exports app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "billing_platform.exports"
    label = "exports"

    def ready(self) -> None:
        import_module("billing_platform.exports.tasks")
        import_module("billing_platform.exports.keeping")
