"""An organization's role reads and inserts its own jobs; the runner claims and updates all."""

from __future__ import annotations

from django.db import migrations

POLICIES = """
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON job USING (tenant = CURRENT_USER) WITH CHECK (tenant = CURRENT_USER);
CREATE POLICY runner ON job TO billing_runner USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON job TO billing_runner;
"""


def make_policies(apps, schema_editor):
    if schema_editor.connection.schema_name == "public":
        schema_editor.execute(POLICIES)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("tenants", "0002_roles_and_history")]
    operations = [migrations.RunPython(make_policies, migrations.RunPython.noop)]
