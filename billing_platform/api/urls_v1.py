"""Addresses under /api/v1/."""

from __future__ import annotations

from django.urls import path

from billing_platform.api import reference
from billing_platform.api.frame import api

urlpatterns = [
    path("docs", reference.interactive, name="api-docs"),
    path("problems", reference.problem_types, name="api-problems"),
    path("", api.urls),
]
