"""What a buyer has decided about matching, under history."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models

import purchase_orders.models.matching
from tenants.history.tracking import track_history


class Migration(migrations.Migration):
    dependencies = [
        ("purchase_orders", "0008_sorted_by_date"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchingSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_only", models.BooleanField(default=True, editable=False, unique=True)),
                (
                    "no_po_words",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=purchase_orders.models.matching.usual_words,
                        size=None,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("is_only", True)), name="po_matching_one_row")
                ],
            },
        ),
        track_history("purchase_orders_matchingsettings"),
    ]
