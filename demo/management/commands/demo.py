"""`manage.py demo`: a quarter of trade to look at; `--print-logins` only says who can sign in."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.pdf import why_off
from demo.cast import log_ins
from demo.operations import make_demo


class Command(BaseCommand):
    help = "Make the demo organizations and a quarter of their trade. Does nothing when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-logins", action="store_true")
        parser.add_argument("--port", type=int, default=int(os.environ.get("BILLING_PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["print_logins"]:
            began = time.perf_counter()
            made = make_demo(today=datetime.now(UTC).date())
            took = f"made in {time.perf_counter() - began:.1f} s" if made else "there already"
            self.stdout.write(f"demo {took}")
            return
        self.stdout.write(log_ins(options["port"]))
        if off := why_off():
            self.stdout.write(f"{off}\n")
