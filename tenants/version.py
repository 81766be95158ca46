"""The schema version this code expects, and so which organizations are behind it."""

from __future__ import annotations

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader


@cache
def expected_schema_version() -> str:
    """A digest of the newest migration of every tenant app, 16 hex digits; the same on every machine with this code."""
    labels = {config.label for config in apps.get_app_configs() if config.name in settings.TENANT_APPS}
    leaves = MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()
    text = ",".join(f"{app}.{name}" for app, name in sorted(leaves) if app in labels)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
