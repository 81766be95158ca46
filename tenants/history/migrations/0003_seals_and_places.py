"""Seals of days, and the indexes by which a list of changes is narrowed."""

from __future__ import annotations

import django.contrib.postgres.indexes
import tenants.history.models
import tenants.models
from django.db import migrations, models

from tenants.history.tracking import forbid_changes


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("rows", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("chain", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField(default=tenants.models.now, editable=False)),
            ],
            options={
                "db_table": "history_seal",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["at", "id"], name="history_by_time"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["table", "at", "id"], name="history_of_table"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                tenants.history.models.ActorNumber("actor"), models.F("at"), models.F("id"), name="history_of_actor"
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("op", "D")),
                fields=["before"],
                name="history_of_deleted",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        forbid_changes("history_seal"),
    ]
