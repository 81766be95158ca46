"""The address of the dashboard."""

from __future__ import annotations

from django.urls import path

from reports.dashboard import home

urlpatterns = [path("", home, name="home")]
