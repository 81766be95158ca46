"""Signs of life, written by the runner, which also reads which migrations of the shared tables have run."""

from __future__ import annotations

from django.db import migrations, models

import tenants.models

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON pulse TO billing_runner;
GRANT SELECT ON django_migrations TO billing_runner;
"""


def grant_rights(apps, schema_editor):
    if schema_editor.connection.schema_name == "public":
        schema_editor.execute(RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_row_level_security")]
    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=tenants.models.now)),
            ],
            options={"db_table": "pulse"},
        ),
        migrations.RunPython(grant_rights, migrations.RunPython.noop),
    ]
