"""A mailed link remembers which password it replaces."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0002_history")]
    operations = [
        migrations.AddField("ticket", "password_mark", models.CharField(blank=True, default="", max_length=16)),
    ]
