"""Mails are found by their recipient, to tell which addresses they come back from."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_letters_and_what_went"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["recipient", "sent_at"], name="mail_to"),
        ),
    ]
