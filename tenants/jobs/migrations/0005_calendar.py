"""The runner writes the jobs that come by the calendar, in the name of the organizations they are for."""

from django.db import migrations

RIGHTS = """
GRANT INSERT (id, tenant, kind, queue, key, payload, actor, due_at, attempts, state, done, result, error, created_at)
   ON job TO billing_runner;
"""


def grant_rights(apps, schema_editor):
    if schema_editor.connection.schema_name == "public":
        schema_editor.execute(RIGHTS)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_asking")]
    operations = [migrations.RunPython(grant_rights, migrations.RunPython.noop)]
