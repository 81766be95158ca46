"""Log lines for operators: `noun.past_verb` events with request or job, organization and actor bound at the door."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest

FORMATS = ("line", "json")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "status_code"}
_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
# What libraries say in sentences gets the name of an event, so that it can be counted.
_EVENTS_OF_LIBRARIES = {
    "django.request": "request.failed", "django.security": "request.refused", "gunicorn.error": "web.reported",
    "celery": "worker.reported", "django.db": "database.reported",
}  # fmt: skip
_SECRET_ARGUMENT = re.compile(r"token|secret|key|signature|code", re.I)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_MASKS = (
    (re.compile(r"(?<=/)[\w-]{43}(?![\w-])"), "…"),  # the token of a mailed link, whatever answered it
    (re.compile(r"(?<=://)[^\s/@'\"]*@"), "…@"),  # user and password of an address
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "<e-mail>"),
    (re.compile(r"(?m)^(\s*DETAIL:).*$"), r"\1 …"),  # PostgreSQL quotes the row that it refuses
)


def configuration(shape: str, level: str) -> dict[str, Any]:
    """The `logging` settings of every process: one stream, one shape (`line` or `json`)."""
    formatter = "billing_platform.logs.JsonFormatter" if shape == "json" else "billing_platform.logs.LineFormatter"
    quiet = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}},
        "loggers": {
            "django": quiet,
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.server": quiet,
            "gunicorn.error": quiet | {"level": level},
            "celery": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
        "root": {"handlers": ["console"], "level": level},
    }


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `event`, what is bound, the extras, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        event, text = _event_of(record)
        fields = {"at": _instant(record), "level": record.levelname, "logger": record.name, "event": event}
        fields |= {"message": text} if text else {}
        fields |= _bound() | _extras(record)
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: _masked_value(value) for name, value in fields.items()}, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """`2026-11-20T09:10:00.000Z INFO jobs job.failed job=… org=…`; extras as key=value, a traceback below."""

    def format(self, record: logging.LogRecord) -> str:
        event, text = _event_of(record)
        words = [_instant(record), record.levelname, record.name, event, *([text] if text else [])]
        words += [f"{name}={value}" for name, value in (_bound() | _extras(record)).items()]
        line = _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], _masked(" ".join(words)))
        return f"{line}\n{_masked(self.formatException(record.exc_info))}" if record.exc_info else line


def shown_path(request: HttpRequest) -> str:
    """The path without its query, and without the parts of it that let somebody in (tokens, signatures)."""
    path, match = request.path, request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if _SECRET_ARGUMENT.search(name):
            path = path.replace(str(value), "…")
    return path


def _event_of(record: logging.LogRecord) -> tuple[str, str]:
    """The event, and the sentence of a library that logs sentences."""
    text = record.getMessage()
    if _EVENT.fullmatch(text):
        return text, ""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        text = text.replace(request.path, shown_path(request))
    family = (name for name in _EVENTS_OF_LIBRARIES if record.name == name or record.name.startswith(f"{name}."))
    return _EVENTS_OF_LIBRARIES.get(next(family, ""), "message.written"), text


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    given = {key: value for key, value in vars(record).items() if key not in _STANDARD}
    # Celery hands over the whole task, with arguments; it prints them in its sentence where they matter.
    return {key: value for key, value in given.items() if key not in {"data", "args", "kwargs"} and value is not None}


def _bound() -> dict[str, Any]:
    """Whose books are open, for whom and in which request or job; nothing outside every door."""
    if not apps.ready:
        return {}
    place = getattr(connection, "place", None)
    if place is None or not place.actor:
        return {}
    whose = connection.tenant.schema_name  # type: ignore[attr-defined]
    number = "job" if place.via == "job" else "request_id"
    return {"org": whose, "actor": actor_key(place.actor), number: place.request}


def actor_key(actor: str) -> str:
    """The key of an actor as the history writes it, without the name of the person."""
    return actor.partition(" ")[0]


def _instant(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _masked_value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    return _masked(str(value))


def _masked(text: str) -> str:
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text
