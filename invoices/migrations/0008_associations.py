"""Changes of a document's purchase order, and what credit notes gave back of its lines."""

from __future__ import annotations

import common.ids
import django.db.models.deletion
import django.db.models.functions.comparison
import tenants.models
from decimal import Decimal
from django.db import migrations, models

from tenants.history.tracking import forbid_changes


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0007_pdf_version"),
        ("purchase_orders", "0005_moves_and_one_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssociationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("matched_again", "Matched again"),
                            ("moved", "Moved to another PO"),
                            ("moved_lines", "Moved between PO lines"),
                            ("released", "Taken off its PO"),
                        ],
                        max_length=14,
                    ),
                ),
                ("from_po", models.CharField(blank=True, max_length=200)),
                ("to_po", models.CharField(blank=True, max_length=200)),
                ("lines", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=400)),
                ("actor", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=tenants.models.now, editable=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="LineCredit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("no", models.PositiveIntegerField()),
                ("credit_note", models.UUIDField()),
                ("amount", models.DecimalField(decimal_places=4, max_digits=19)),
                ("created_at", models.DateTimeField(default=tenants.models.now, editable=False)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="documentline",
            name="credited",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=19),
        ),
        migrations.AddConstraint(
            model_name="documentline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credited__gte", django.db.models.functions.comparison.Least(models.F("gross"), Decimal("0"))),
                    ("credited__lte", django.db.models.functions.comparison.Greatest(models.F("gross"), Decimal("0"))),
                ),
                name="document_line_never_overcredited",
            ),
        ),
        migrations.AddField(
            model_name="associationchange",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="association_changes", to="invoices.document"
            ),
        ),
        migrations.AddField(
            model_name="linecredit",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="line_credits", to="invoices.document"
            ),
        ),
        migrations.AddConstraint(
            model_name="associationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["matched_again", "moved", "moved_lines", "released"])),
                name="association_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="associationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="association_has_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="linecredit",
            constraint=models.UniqueConstraint(fields=("document", "no", "credit_note"), name="line_credited_once"),
        ),
        migrations.AddConstraint(
            model_name="linecredit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__range", (Decimal("-999999999999999.9999"), Decimal("999999999999999.9999"))),
                    models.Q(("amount", 0), _negated=True),
                ),
                name="line_credit_amount_in_range",
            ),
        ),
        forbid_changes("invoices_associationchange", "invoices_linecredit"),
    ]
