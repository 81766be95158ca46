"""Addresses of hosts that belong to no organization."""

from __future__ import annotations

from django.urls import path

from billing_platform import health

urlpatterns = [path("healthz", health.healthz), path("readyz", health.readyz)]
