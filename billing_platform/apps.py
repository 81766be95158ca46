"""The platform as an app: its commands and its system checks."""

from __future__ import annotations

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "billing_platform"
    label = "platform"

    def ready(self) -> None:
        from billing_platform.checks import register_checks

        register_checks()
