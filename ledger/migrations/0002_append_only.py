"""The ledger is written, never changed."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("history", "0001_initial")]
    operations = [forbid_changes("ledger_entry")]
