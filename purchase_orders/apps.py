"""The purchase_orders app."""

from __future__ import annotations

from django.apps import AppConfig


class PurchaseOrdersConfig(AppConfig):
    name = "purchase_orders"
    label = "purchase_orders"
