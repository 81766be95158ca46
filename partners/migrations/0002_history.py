"""Partners are under history."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import track_history


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial"), ("history", "0001_initial")]
    operations = [track_history("partners_partner")]
