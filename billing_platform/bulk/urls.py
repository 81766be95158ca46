"""Addresses of acts on many rows."""

from __future__ import annotations

from django.urls import path

from billing_platform.bulk import views

app_name = "bulk"
urlpatterns = [
    path("<uuid:public_id>/", views.run, name="run"),
    path("<uuid:public_id>/confirmation/", views.confirmation, name="confirmation"),
    path("<uuid:public_id>/undo/", views.undoing, name="undo"),
    path("<uuid:public_id>/cancellation/", views.cancellation, name="cancellation"),
    path("<uuid:public_id>/continuation/", views.continuation, name="continuation"),
    path("of/<slug:selectable>/", views.preview, name="preview"),
]
