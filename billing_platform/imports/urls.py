"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from billing_platform.imports import creation_views, views

app_name = "imports"
urlpatterns = [
    path("<uuid:public_id>/", views.detail, name="detail"),
    path("<uuid:public_id>/confirmation/", views.confirmation, name="confirmation"),
    path("<uuid:public_id>/undoing/", views.undoing, name="undoing"),
    path("<uuid:public_id>/discarding/", views.discarding, name="discarding"),
    path("new/<slug:kind>/", creation_views.files, name="files"),
    path("new/<slug:kind>/template/", creation_views.template, name="template"),
    path("creations/<uuid:public_id>/", creation_views.creation, name="creation"),
    path("creations/<uuid:public_id>/confirmation/", creation_views.confirmation, name="creation_confirmation"),
    path("creations/<uuid:public_id>/undoing/", creation_views.undoing, name="creation_undoing"),
    path("creations/<uuid:public_id>/discarding/", creation_views.discarding, name="creation_discarding"),
    path("<slug:kind>/", views.new, name="new"),
]
