"""The imports app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "billing_platform.imports"
    label = "imports"

    def ready(self) -> None:
        import_module("billing_platform.imports.tasks")
