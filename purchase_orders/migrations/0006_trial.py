"""What-ifs that a job works out."""

from __future__ import annotations

import common.ids
import tenants.models
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("purchase_orders", "0005_moves_and_one_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                ("asked", models.JSONField()),
                ("today", models.DateField()),
                ("found", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(default=tenants.models.now, editable=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
    ]
