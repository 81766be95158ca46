"""Changes of terms are written, never changed."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import forbid_changes, track_history


class Migration(migrations.Migration):
    dependencies = [("payment_terms", "0001_initial"), ("history", "0001_initial")]
    operations = [track_history("payment_terms_termschange"), forbid_changes("payment_terms_termschange")]
