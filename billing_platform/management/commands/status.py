"""`manage.py status`: what runs, waits and failed; the exit code is for monitoring."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing_platform.status import Status, status, troubles
from tenants.models import now


class Command(BaseCommand):
    help = "Show the state of the installation. Exit code 0: all is well; 1: somebody should look; 2: out of order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = status(now())
        needed = troubles(found)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found) | {"troubles": needed}))
        else:
            self.stdout.write("\n".join([*_lines(found), "", *(needed or ["All is well."])]))
        if found.database != "ok" or found.schema != "ok":
            sys.exit(2)
        sys.exit(1 if needed else 0)


def _lines(found: Status) -> list[str]:
    seen = {name: "never" if age is None else f"{age:.0f} s ago" for name, age in found.seen_seconds.items()}
    queues = [
        f"queue {q.queue}: {q.due} due (oldest {q.oldest_due_seconds:.0f} s), {q.running} running,"
        f" {q.failed_lately} failed in the last day"
        for q in found.queues
    ]
    return [
        f"database {found.database}, shared schema {found.schema}, redis {found.redis}",
        f"organizations {found.organizations}, behind {len(found.behind)} {' '.join(found.behind)}".rstrip(),
        "seen: " + ", ".join(f"{name} {age}" for name, age in seen.items()),
        *(queues or ["no job waits"]),
        *(f"{name}: {box.waiting} waiting, {box.failed} given up" for name, box in found.outboxes.items()),
    ]
