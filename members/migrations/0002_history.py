"""Mailed links are under history: who invited whom, and when."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import track_history


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("history", "0001_initial")]
    operations = [track_history("members_ticket")]
