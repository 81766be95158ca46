"""What changed since a moment is found at once, which programs ask for again and again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("invoices", "0017_posted_in_time_on_both_sides")]

    operations = [
        migrations.AddIndex(
            model_name="document", index=models.Index(fields=["direction", "updated_at"], name="document_updated")
        )
    ]
