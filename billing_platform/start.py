"""The start of a process: settings and ground are checked once, and what is wrong is said in plain text."""

from __future__ import annotations

import logging
import os
import sys
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

EX_CONFIG = 78  # sysexits.h: something was found misconfigured
CHECKED = "BILLING_GROUND_CHECKED"
log = logging.getLogger("start")


def read_settings() -> None:
    """Load the settings; end the process with a text and exit code 78 when one is missing or wrong."""
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018  reading one loads all
    except ImproperlyConfigured as error:
        _refuse(str(error))


def check_ground(what: str) -> None:
    """End the process with exit code 78 when the ground does not bear; log what is only worth a warning.

    `what` names the process. Processes forked from this one need not look again.
    """
    from billing_platform.ground import findings

    found = findings()
    for finding in found:
        if not finding.is_fatal:
            log.warning("ground.doubted", extra={"code": finding.code, "reason": finding.text})
    fatal = [finding.text for finding in found if finding.is_fatal]
    if fatal:
        _refuse(f"The {what} does not start:\n\n  " + "\n\n  ".join(fatal))
    os.environ[CHECKED] = "1"


def is_ground_checked() -> bool:
    return os.environ.get(CHECKED) == "1"


def _refuse(text: str) -> NoReturn:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
    raise SystemExit(EX_CONFIG)
