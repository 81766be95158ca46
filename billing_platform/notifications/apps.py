"""The notifications app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "billing_platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        from billing_platform.bell import count_in_bell
        from billing_platform.notifications.queries import FAILED_MAILS, outbox
        from billing_platform.status import OUTBOXES

        import_module("billing_platform.notifications.tasks")
        count_in_bell(FAILED_MAILS)
        OUTBOXES["mails"] = outbox
