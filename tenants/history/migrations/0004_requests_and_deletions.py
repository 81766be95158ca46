"""What one request changed, and what was deleted, are found by indexes of their own."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_seals_and_places"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["request"], name="history_of_request"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(condition=models.Q(("op", "D")), fields=["at", "id"], name="history_deletions"),
        ),
    ]
