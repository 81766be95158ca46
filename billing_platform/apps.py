"""The platform as an app: its commands, its system checks, and who may have a job go on."""

from __future__ import annotations

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "billing_platform"
    label = "platform"

    def ready(self) -> None:
        from billing_platform.checks import register_checks
        from billing_platform.job_askers import refuse_lost
        from tenants.jobs.registry import refuse_askers_by

        register_checks()
        refuse_askers_by(refuse_lost)
