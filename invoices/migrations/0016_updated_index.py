"""What changed since a moment is found at once, which programs ask for again and again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("invoices", "0015_more_list_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="document", index=models.Index(fields=["direction", "updated_at"], name="document_updated")
        )
    ]
