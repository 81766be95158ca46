"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from billing_platform.imports import views

app_name = "imports"
urlpatterns = [
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/confirmation/", views.confirmation, name="confirmation"),
    path("<uuid:public_id>/undoing/", views.undoing, name="undoing"),
    path("<uuid:public_id>/discarding/", views.discarding, name="discarding"),
    path("<slug:kind>/", views.new, name="new"),
]
