"""The notifications app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "billing_platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        import_module("billing_platform.notifications.tasks")
        from billing_platform.notifications.queries import outbox
        from billing_platform.status import OUTBOXES

        OUTBOXES["mails"] = outbox
