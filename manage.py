#!/usr/bin/env python3
"""The one command line of the product: `manage.py up` starts everything, the rest is Django's."""

from __future__ import annotations

import os
import sys

OWNER_COMMANDS = {
    "migrate", "create_organization", "change_organization", "demo", "makemigrations", "template_ddl",
    "drop_organization",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "billing_platform.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "up":
        from billing_platform.local.supervisor import main as start_everything

        sys.exit(start_everything(sys.argv[2:]))
    _complete_environment()
    if command in OWNER_COMMANDS:
        os.environ["DATABASE_LOGIN"] = "owner"
    from django.core.management import execute_from_command_line

    from billing_platform.start import read_settings

    read_settings()
    execute_from_command_line(sys.argv)


def _complete_environment() -> None:
    from billing_platform.local.environment import ensure
    from common.errors import Refusal

    try:
        ensure()
    except Refusal as refusal:
        sys.exit(refusal.message)


if __name__ == "__main__":
    main()
