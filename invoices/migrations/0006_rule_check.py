"""Checks by the official rules beside received documents; base quantity and charges of lines, frozen like the rest."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import tenants.models
from tenants.history.tracking import forbid_changes

FROZEN_LINE = (
    "document_id no label product_code description quantity unit unit_price discount product_class tax_category tax_rate"
    " net adjustment tax gross charge_type seller_of_record po_number po_line_number period_start period_end period_mark"
).split()
ADDED = ("base_quantity", "charge")


def _frozen_line(*columns: str) -> str:
    old, new = (", ".join(f"{alias}.{column}" for column in columns) for alias in ("OLD", "NEW"))
    return (
        "DROP TRIGGER frozen ON invoices_documentline;"
        " CREATE TRIGGER frozen BEFORE UPDATE ON invoices_documentline FOR EACH ROW"
        f" WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_part_of_issued();"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0005_upload"),
    ]

    operations = [
        migrations.AddField(
            model_name="documentline",
            name="base_quantity",
            field=models.DecimalField(decimal_places=8, default=1, max_digits=23),
        ),
        migrations.AddField(
            model_name="documentline",
            name="charge",
            field=models.DecimalField(decimal_places=4, default=0, max_digits=19),
        ),
        migrations.CreateModel(
            name="RuleCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempt", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(choices=[("done", "Checked"), ("not_run", "Could not be checked")], max_length=8),
                ),
                ("rule_set", models.CharField(blank=True, max_length=60)),
                ("rule_set_version", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("findings", models.JSONField(default=list)),
                ("finding_count", models.PositiveIntegerField(default=0)),
                ("checked_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rule_checks", to="invoices.document"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("finding_count__gt", 0)), fields=["document"], name="rule_check_found"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "attempt"), name="rule_check_attempt_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "done")), fields=("document",), name="rule_check_done_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("state", "done"), models.Q(("rule_set", ""), _negated=True)),
                            models.Q(
                                ("finding_count", 0),
                                ("findings", []),
                                ("state", "not_run"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rule_check_done_or_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_frozen_line(*FROZEN_LINE, *ADDED), _frozen_line(*FROZEN_LINE)),
        forbid_changes("invoices_rulecheck"),
    ]
