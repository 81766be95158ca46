"""Addresses of purchase_orders."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "purchase_orders"
urlpatterns: list[URLPattern] = []
