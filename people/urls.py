"""Addresses of signing in and out."""

from __future__ import annotations

app_name = "people"
urlpatterns: list[object] = []
