"""The newest state of each buyer's terms, batches, and the supplier's choice from when changes count."""

from __future__ import annotations

import common.ids
import django.db.models.deletion
import tenants.models
from tenants.history.tracking import forbid_changes, track_history
from django.db import migrations, models

_ENDING = """CASE WHEN {0} % 100 BETWEEN 10 AND 20 THEN 'th' ELSE
    CASE {0} % 10 WHEN 1 THEN 'st' WHEN 2 THEN 'nd' WHEN 3 THEN 'rd' ELSE 'th' END END"""
_DAY_OF_MONTH = f"c.day || {_ENDING.format('c.day')} || ' of ' || c.months || {_ENDING.format('c.months')} || ' month'"
# What an undo brings back was not noted before; the change made before it is it.
PREVIOUS = """
ALTER TABLE payment_terms_termschange DISABLE TRIGGER USER;
UPDATE payment_terms_termschange c SET previous_id = b.previous
  FROM (SELECT id, lag(id) OVER (PARTITION BY partner_id ORDER BY id) AS previous FROM payment_terms_termschange) b
 WHERE b.id = c.id AND b.previous IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE payment_terms_termschange ENABLE TRIGGER USER;
"""
# The newest state of each buyer, from the changes made before.
STATE = f"""
INSERT INTO payment_terms_buyerterms
       (partner_id, change_id, follows_default, text, worst_days, counts_from, updated_at, updated_by)
SELECT DISTINCT ON (c.partner_id) c.partner_id, c.id, c.follows_default,
       CASE WHEN c.follows_default THEN '' ELSE
           coalesce(rtrim(rtrim(c.discount_percent::text, '0'), '.') || '/' || c.discount_days || ' ', '') ||
           CASE c.kind WHEN 'net' THEN CASE WHEN c.discount_days IS NULL THEN 'Net ' ELSE 'net ' END || c.days
                       WHEN 'eom_plus' THEN 'EOM+' || c.days WHEN 'plus_eom' THEN c.days || ' EOM'
                       ELSE {_DAY_OF_MONTH} END
       END,
       CASE WHEN c.follows_default THEN 0
            ELSE CASE c.kind WHEN 'net' THEN c.days WHEN 'day_of_month' THEN 31 * c.months + c.day - 1
                             ELSE c.days + 30 END
       END,
       c.effective_from, CASE WHEN c.effective_from IS NULL THEN NULL ELSE c.made_at END,
       CASE WHEN c.effective_from IS NULL THEN '' ELSE c.made_by END
  FROM payment_terms_termschange c WHERE c.partner_id IS NOT NULL ORDER BY c.partner_id, c.id DESC;
"""  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_history"),
        ("payment_terms", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="TermsSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_only", models.BooleanField(default=True, editable=False, unique=True)),
                (
                    "counts_from",
                    models.CharField(
                        choices=[("next_month", "First day of the next month"), ("immediately", "Immediately")],
                        default="next_month",
                        max_length=11,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="termschange",
            name="previous",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payment_terms.termschange"
            ),
        ),
        migrations.AddField(
            model_name="termschange",
            name="undoes",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payment_terms.termschange"
            ),
        ),
        migrations.CreateModel(
            name="BuyerTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("follows_default", models.BooleanField()),
                ("text", models.CharField(blank=True, max_length=60)),
                ("worst_days", models.PositiveIntegerField(default=0)),
                ("counts_from", models.DateField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                ("updated_by", models.CharField(blank=True, max_length=300)),
                (
                    "change",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="payment_terms.termschange"
                    ),
                ),
                (
                    "partner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="partners.partner"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="TermsBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=common.ids.new_public_id, editable=False, unique=True)),
                (
                    "way",
                    models.CharField(
                        choices=[("bulk", "Changed together"), ("import", "Imported from Excel"), ("undo", "Undone")],
                        max_length=6,
                    ),
                ),
                ("made_at", models.DateTimeField(default=tenants.models.now, editable=False)),
                ("made_by", models.CharField(max_length=300)),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="payment_terms.termsbatch",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="termschange",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="payment_terms.termsbatch",
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("discount_days", None), ("discount_percent", None)),
                    models.Q(
                        ("discount_days__range", (0, 999)), ("discount_percent__gt", 0), ("discount_percent__lt", 100)
                    ),
                    _connector="OR",
                ),
                name="terms_discount_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("partner__isnull", False), ("follows_default", False), _connector="OR"),
                name="terms_default_follows_nobody",
            ),
        ),
        migrations.AddConstraint(
            model_name="termssettings",
            constraint=models.CheckConstraint(condition=models.Q(("is_only", True)), name="terms_settings_one_row"),
        ),
        migrations.AddConstraint(
            model_name="termssettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("counts_from__in", ["next_month", "immediately"])), name="terms_settings_rule_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="buyerterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("follows_default", True), ("text", "")),
                    models.Q(("follows_default", False), models.Q(("text", ""), _negated=True)),
                    _connector="OR",
                ),
                name="buyer_terms_say_their_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="buyerterms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("updated_at", None), ("updated_by", "")),
                    models.Q(("updated_at__isnull", False), models.Q(("updated_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="buyer_terms_updated_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="termsbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["bulk", "import", "undo"])), name="terms_batch_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="termsbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undoes__isnull", False), ("way", "undo")),
                    models.Q(models.Q(("way", "undo"), _negated=True), ("undoes", None)),
                    _connector="OR",
                ),
                name="terms_batch_undoes_one",
            ),
        ),
        migrations.RunSQL(PREVIOUS, migrations.RunSQL.noop),
        migrations.RunSQL(STATE, migrations.RunSQL.noop),
        track_history("payment_terms_termssettings", "payment_terms_termsbatch", "payment_terms_buyerterms"),
        forbid_changes("payment_terms_termsbatch"),
    ]
