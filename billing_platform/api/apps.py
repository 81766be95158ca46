"""The API as an app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "billing_platform.api"
    label = "api"

    def ready(self) -> None:
        import_module("billing_platform.api.tasks")
        import_module("billing_platform.api.emails")
