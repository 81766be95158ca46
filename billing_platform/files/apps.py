"""The files app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "billing_platform.files"
    label = "files"

    def ready(self) -> None:
        import_module("billing_platform.files.tasks")
