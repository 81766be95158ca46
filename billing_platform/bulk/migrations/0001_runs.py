"""Runs over many rows, what was chosen for them, and what became of each row."""

from __future__ import annotations

import common.ids
import django.db.models.deletion
import tenants.models
from django.db import migrations, models

from tenants.history.tracking import forbid_changes


class Migration(migrations.Migration):
    initial = True

    dependencies = [("history", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                ("action", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=300)),
                ("query", models.TextField(blank=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("chosen", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=tenants.models.now)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("job", models.UUIDField(null=True)),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="bulk.run"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="RunItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.UUIDField()),
                ("label", models.CharField(max_length=250)),
                ("who", models.CharField(blank=True, max_length=250)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("amount", models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("left_out", models.CharField(blank=True, max_length=400)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="items", to="bulk.run"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ItemResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "end",
                    models.CharField(
                        choices=[
                            ("done", "Done"),
                            ("left_out", "Left out"),
                            ("waiting", "Waiting"),
                            ("failed", "Failed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(default=tenants.models.now)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="bulk.run",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="result", to="bulk.runitem"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(condition=models.Q(("job", None)), fields=["created_at"], name="run_never_confirmed"),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("job", None)),
                    models.Q(("confirmed_at__isnull", False), ("job__isnull", False)),
                    _connector="OR",
                ),
                name="run_has_a_job_once_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="runitem",
            index=models.Index(fields=["run", "id"], name="items_of_run"),
        ),
        migrations.AddConstraint(
            model_name="runitem",
            constraint=models.UniqueConstraint(fields=("run", "row"), name="run_takes_a_row_once"),
        ),
        migrations.AddIndex(
            model_name="itemresult",
            index=models.Index(fields=["run", "end", "item"], name="results_of_run"),
        ),
        migrations.AddConstraint(
            model_name="itemresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__in", ["done", "left_out", "waiting", "failed"])), name="item_result_known"
            ),
        ),
        forbid_changes("bulk_itemresult"),
    ]
