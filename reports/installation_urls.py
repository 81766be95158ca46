"""Addresses of the operator's pages."""

from __future__ import annotations

from django.urls import path

from reports import installation_views

app_name = "organizations"
urlpatterns = [
    path("", installation_views.organizations, name="list"),
    path("<uuid:public_id>/", installation_views.organization, name="detail"),
]
