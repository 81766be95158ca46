"""Settings from the environment: all that is missing or wrong is said at once, then each is read once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from billing_platform.variables import problems


def refuse_incomplete(environment: Mapping[str, str] = os.environ) -> None:
    """Raise ImproperlyConfigured with every variable that is missing or wrong, its meaning and an example."""
    found = problems(environment)
    if found:
        count = "One setting is" if len(found) == 1 else f"{len(found)} settings are"
        listed = "\n\n  ".join(found)
        raise ImproperlyConfigured(f"{count} missing or wrong (docs/operations.md has all):\n\n  {listed}")


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str) -> list[str]:
    return [item.strip() for item in (os.environ.get(name) or default).split(",") if item.strip()]


def database(url: str, *, engine: str) -> dict[str, Any]:
    """Django's settings of one PostgreSQL address (libpq URI or key=value form)."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {django: parts.pop(libpq, "") for libpq, django in known.items()}
    return {"ENGINE": engine, **settings, "OPTIONS": parts}


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings of `smtp://user:password@host:port` (`smtps://` for TLS) or `file:///folder`.

    In an address `#`, `?`, `%` and spaces of a folder are written as `%23`, `%3F`, `%25` and `%20`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = unquote(parts.path)
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": options.get("tls") == "1",
        "EMAIL_TIMEOUT": 10,
    }


def storage(backend: str, options: str, *, root: Path) -> dict[str, Any]:
    """Django's settings of the storage of files: the disk under `root`, or a backend by its path, options as JSON."""
    if not backend:
        return {"BACKEND": "billing_platform.files.disk.WholeFileStorage", "OPTIONS": {"location": root}}
    try:
        return {"BACKEND": backend, "OPTIONS": json.loads(options or "{}")}
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"FILES_STORAGE_OPTIONS is no JSON: {error}.") from error
