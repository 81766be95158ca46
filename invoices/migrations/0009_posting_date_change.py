"""Changes of a posting date after issue, beside the documents of either side."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.expressions
import tenants.models
from tenants.history.tracking import forbid_changes, track_history
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0008_associations"),
        ("partners", "0002_history"),
        ("purchase_orders", "0002_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostingDateChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("posting_before", models.DateField()),
                ("posting_date", models.DateField()),
                ("due_before", models.DateField(null=True)),
                ("due_date", models.DateField()),
                ("made_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                ("made_by", models.CharField(max_length=300)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("direction", "out"), _negated=True),
                    ("posting_date", None),
                    models.Q(
                        ("posting_date__gte", models.F("issue_date")),
                        (
                            "posting_date__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("issue_date"), "+", models.Value(31)
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="document_posted_in_time",
            ),
        ),
        migrations.AddField(
            model_name="postingdatechange",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="posting_date_changes", to="invoices.document"
            ),
        ),
        migrations.AddIndex(
            model_name="postingdatechange",
            index=models.Index(fields=["document", "-id"], name="posting_date_change_newest"),
        ),
        migrations.AddConstraint(
            model_name="postingdatechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("posting_date", models.F("posting_before")), _negated=True),
                name="posting_date_change_is_one",
            ),
        ),
        track_history("invoices_postingdatechange"),
        forbid_changes("invoices_postingdatechange"),
    ]
