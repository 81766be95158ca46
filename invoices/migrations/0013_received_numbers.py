"""Received documents are found by their whole number."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0012_lists_indexes"),
        ("partners", "0003_search"),
        ("purchase_orders", "0005_moves_and_one_time"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("direction", "in")), fields=["number"], name="document_received_number"
            ),
        ),
    ]
