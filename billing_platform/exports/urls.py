"""Addresses of exports."""

from __future__ import annotations

from django.urls import path

from billing_platform.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="list"),
    path("of/<slug:source>/", views.requested, name="request"),
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/file/", views.file, name="file"),
    path("<uuid:public_id>/cancellation/", views.cancellation, name="cancellation"),
]
