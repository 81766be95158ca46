"""Log lines for operators: `noun.past_verb` events with request, organization and actor bound at the door."""

from __future__ import annotations

import logging
from typing import Any

from django.db import connection

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}


class LineFormatter(logging.Formatter):
    """`2026-11-20T09:10:00Z INFO jobs job.failed job=… org=…`; extras as key=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        extras = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        head, newline, rest = line.partition("\n")
        return " ".join([head, *(f"{key}={value}" for key, value in (extras | _bound()).items())]) + newline + rest


def _bound() -> dict[str, Any]:
    place = getattr(connection, "place", None)
    if place is None or not place.actor:
        return {}
    return {"org": connection.tenant.schema_name, "request_id": place.request}  # type: ignore[attr-defined]
