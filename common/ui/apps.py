"""Registers the template tags with Django."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The tags that templates load as `ui`."""

    name = "common.ui"
    label = "ui"
