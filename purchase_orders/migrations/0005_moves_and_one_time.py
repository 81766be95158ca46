"""Credits name their note; one-time purchases remember what they suspended."""

from __future__ import annotations

import common.ids
import django.db.models.deletion
import tenants.models
from django.db import migrations, models

from tenants.history.tracking import track_history


class Migration(migrations.Migration):
    dependencies = [
        ("purchase_orders", "0004_entries_lately"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimePurchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                ("started_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                ("started_by", models.CharField(max_length=300)),
                ("is_open", models.BooleanField(default=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="OneTimeSuspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="balanceentry",
            name="credit_note",
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name="balanceentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("credit_note__isnull", False)),
                fields=("credit_note", "document", "document_line"),
                name="po_entry_credited_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="balanceentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit_note__isnull", False), ("kind", "credit")),
                    models.Q(models.Q(("kind", "credit"), _negated=True), ("credit_note__isnull", True)),
                    _connector="OR",
                ),
                name="po_entry_credit_names_its_note",
            ),
        ),
        migrations.AddField(
            model_name="onetimepurchase",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="one_time_purchases",
                to="purchase_orders.purchaseorder",
            ),
        ),
        migrations.AddField(
            model_name="onetimesuspension",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="purchase_orders.purchaseorder"
            ),
        ),
        migrations.AddField(
            model_name="onetimesuspension",
            name="purchase",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="suspensions",
                to="purchase_orders.onetimepurchase",
            ),
        ),
        migrations.AddConstraint(
            model_name="onetimepurchase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True)), fields=("is_open",), name="po_one_time_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="onetimesuspension",
            constraint=models.UniqueConstraint(fields=("purchase", "order"), name="po_one_time_suspended_once"),
        ),
        track_history("purchase_orders_onetimepurchase"),
    ]
