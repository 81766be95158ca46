"""PDFs as versions, and what they are made from, frozen with the document."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import tenants.models
from tenants.history.tracking import forbid_changes

FREEZE_INPUTS = """
CREATE TRIGGER frozen_pdf_inputs BEFORE UPDATE ON invoices_document FOR EACH ROW
    WHEN (OLD.state = 'issued' AND OLD.pdf_inputs IS DISTINCT FROM NEW.pdf_inputs)
    EXECUTE FUNCTION refuse_issued();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0006_rule_check"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="pdf_inputs",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="PdfVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("issued", "Made from the issued document"),
                            ("posting_date", "New posting date"),
                            ("sent", "Sent by the supplier's system"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                ("made_by", models.CharField(max_length=300)),
                ("language", models.CharField(blank=True, max_length=8)),
                ("layout", models.CharField(blank=True, max_length=20)),
                ("variant", models.CharField(blank=True, max_length=20)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pdf_versions", to="invoices.document"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["sha256"], name="pdf_version_by_hash")],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="pdf_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("size__gte", 1)), name="pdf_version_counts_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="pdf_version_has_a_hash"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["issued", "posting_date", "sent"])),
                        name="pdf_version_reason_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FREEZE_INPUTS, "DROP TRIGGER frozen_pdf_inputs ON invoices_document"),
        forbid_changes("invoices_pdfversion"),
    ]
