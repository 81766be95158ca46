"""Files that are kept with purchase orders."""

from __future__ import annotations

import common.ids
import django.db.models.deletion
import tenants.models
from django.db import migrations, models

from tenants.history.tracking import track_history


class Migration(migrations.Migration):
    dependencies = [
        ("purchase_orders", "0006_trial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                ("name", models.CharField(max_length=150)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("removed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="purchase_orders.purchaseorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["sha256"], name="po_attachment_bytes")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="po_attachment_has_a_name"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="po_attachment_is_not_empty"),
                ],
            },
        ),
        track_history("purchase_orders_attachment"),
    ]
