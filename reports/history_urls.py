"""Addresses of the history."""

from __future__ import annotations

from django.urls import path

from reports import history_views

app_name = "history"
urlpatterns = [
    path("", history_views.history, name="list"),
    path("orders/<uuid:public_id>/", history_views.of_order, name="order"),
    path("documents/<uuid:public_id>/", history_views.of_document, name="document"),
    path("partners/<uuid:public_id>/", history_views.of_partner, name="partner"),
    path("members/<uuid:public_id>/", history_views.of_member, name="member"),
]
