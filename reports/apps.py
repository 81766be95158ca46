"""The reports app."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    label = "reports"

    def ready(self) -> None:
        from billing_platform.lists.registry import register_list
        from reports.history_list import HISTORY
        from reports.job_list import JOBS

        register_list(HISTORY, JOBS)
