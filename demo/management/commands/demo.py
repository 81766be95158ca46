"""`manage.py demo`: a year of trade to look at; `--print-logins` only says who can sign in."""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.pdf import why_off
from demo.cast import log_ins
from demo.operations import DIRECTOR, DemoInTheMaking, make_demo
from demo.samples import load_samples


class Command(BaseCommand):
    help = "Make the demo organizations and a year of their trade. Does nothing when they are there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-logins", action="store_true")
        parser.add_argument("--port", type=int, default=int(os.environ.get("BILLING_PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["print_logins"]:
            self.stdout.write(log_ins(options["port"]))
            return
        logging.getLogger("notifications").setLevel(logging.ERROR)  # one address of the story takes no mail
        began = time.perf_counter()
        try:
            made = make_demo(today=datetime.now(UTC).date(), report=self._say)
        except DemoInTheMaking as refusal:
            raise CommandError(refusal.message) from refusal
        self._say(
            f"demo made in {time.perf_counter() - began:.1f} s" if made else "demo there already, nothing changed"
        )
        if off := why_off():
            self._say(off)
        if samples := os.environ.get("BILLING_SAMPLES"):
            for line in load_samples(Path(samples), DIRECTOR):
                self._say(line)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
