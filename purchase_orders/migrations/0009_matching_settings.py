"""What a buyer has decided about matching, and adjustments of balances; both under history."""

from __future__ import annotations

from decimal import Decimal

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import purchase_orders.models.matching
import tenants.models
from tenants.history.tracking import forbid_changes, track_history


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
        migrations.CreateModel(
            name="BalanceAdjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(editable=False, unique=True)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=19)),
                ("reason", models.CharField(max_length=400)),
                ("made_by", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="purchase_orders.purchaseorderline",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjustments",
                        to="purchase_orders.purchaseorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="po_adjustment_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__range", (Decimal("-999999999999999.9999"), Decimal("999999999999999.9999"))),
                            models.Q(("amount", 0), _negated=True),
                        ),
                        name="po_adjustment_changes_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="balanceentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "adjustment")), fields=("document",), name="po_entry_adjusted_once"
            ),
        ),
        track_history("purchase_orders_matchingsettings", "purchase_orders_balanceadjustment"),
        forbid_changes("purchase_orders_balanceadjustment"),
    ]
