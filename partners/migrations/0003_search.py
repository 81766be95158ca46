"""Indexes for the search over everything: parts of a name and of an ERP ID, the Organization ID."""

from __future__ import annotations

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_history"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="partner",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper("name"), "gin_trgm_ops"),
                name="partners_name_parts",
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("erp_id"), "gin_trgm_ops"
                ),
                name="partners_erp_id_parts",
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["organization_number"], name="partners_by_organization"),
        ),
    ]
