"""The addresses of the dashboard and of the chart it asks for."""

from __future__ import annotations

from django.urls import path

from reports.dashboard import home, issued_months

urlpatterns = [path("", home, name="home"), path("issued-by-month/", issued_months, name="issued_by_month")]
