"""The ground as Django's system checks: `manage.py check --deploy --database default` says what a start would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from billing_platform.ground import findings
from billing_platform.readiness import schema_state

NUMBERS = {
    "database_unreachable": 1, "database_too_old": 2, "extension_missing": 3, "login_too_powerful": 4,
    "transaction_pooler": 5, "clock_skewed": 6, "redis_away": 7, "schema_behind": 8, "mail_not_set": 9,
    "not_deployed": 10,
}  # fmt: skip


def check_ground(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """What a start would refuse, and a schema that is behind. Asks the servers: only when a database is named."""
    if not databases:
        return []
    found = findings()
    messages = [_message(finding.code, finding.text, finding.is_fatal) for finding in found]
    is_reachable = all(finding.code != "database_unreachable" for finding in found)
    if is_reachable and (state := schema_state()) != "ok":
        messages.append(_message("schema_behind", f"The shared schema is {state}. Run `manage.py migrate`.", False))
    return messages


def check_deployment(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What is right on one machine and wrong where people come from elsewhere."""
    messages = []
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        messages.append(_message("mail_not_set", "Mails are written as files, not sent. Set EMAIL_URL.", False))
    if not settings.IS_DEPLOYED:
        messages.append(_message("not_deployed", "HTTPS is not set: cookies and passwords travel openly.", False))
    return messages


def register_checks() -> None:
    register(check_ground, Tags.database)
    register(check_deployment, Tags.security, deploy=True)


def _message(code: str, text: str, is_fatal: bool) -> CheckMessage:
    kind = Error if is_fatal else Warning
    return kind(text, id=f"billing.{'E' if is_fatal else 'W'}{NUMBERS[code]:03}")
