"""Purchase orders are under history; balance entries are their own log."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import forbid_changes, track_history


class Migration(migrations.Migration):
    dependencies = [("purchase_orders", "0001_initial"), ("history", "0001_initial")]
    operations = [
        track_history("purchase_orders_purchaseorder", "purchase_orders_purchaseorderline", "purchase_orders_contact"),
        forbid_changes("purchase_orders_balanceentry"),
    ]
