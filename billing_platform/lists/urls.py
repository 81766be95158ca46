"""Addresses around a list: its columns, filters, look, sums and saved views."""

from __future__ import annotations

from django.urls import path

from billing_platform.lists import views

app_name = "lists"
urlpatterns = [
    path("<slug:key>/columns/", views.columns, name="columns"),
    path("<slug:key>/filters/", views.filters, name="filters"),
    path("<slug:key>/look/", views.look, name="look"),
    path("<slug:key>/sums/", views.sums, name="sums"),
    path("<slug:key>/views/", views.saved_views, name="views"),
    path("<slug:key>/views/start/", views.start, name="start"),
    path("saved/<uuid:public_id>/", views.saved_view, name="view"),
    path("saved/<uuid:public_id>/deletion/", views.deletion, name="view_deletion"),
    path("saved/<uuid:public_id>/restoration/", views.restoration, name="view_restoration"),
]
