"""Indexes for the search over everything: parts of a number, totals and amounts due."""

from __future__ import annotations

import django.contrib.postgres.indexes
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0010_external_number"),
        ("partners", "0003_search"),
        ("purchase_orders", "0002_history"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("number"), "gin_trgm_ops"
                ),
                condition=models.Q(("number", ""), _negated=True),
                name="document_number_parts",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["direction", "total", "id"], name="document_by_total"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                models.F("direction"),
                django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(models.F("payable"), "-", models.F("settled")),
                    "-",
                    models.F("credit_applied"),
                ),
                models.F("id"),
                condition=models.Q(
                    ("state", "issued"),
                    (
                        "payable__gt",
                        django.db.models.expressions.CombinedExpression(
                            models.F("settled"), "+", models.F("credit_applied")
                        ),
                    ),
                    models.Q(("kind", "credit_note"), _negated=True),
                ),
                name="document_by_amount_due",
            ),
        ),
    ]
