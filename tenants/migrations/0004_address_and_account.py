"""Street, postcode and the account an organization is paid on; partners see its address and never its account."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

VISIBLE = """
CREATE OR REPLACE VIEW visible_organization WITH (security_barrier) AS
SELECT o.id, o.public_id, o.number, o.kind, o.status, o.name, o.tax_id, o.country, o.city, o.time_zone, o.locale,
       o.currency, o.schema_version, o.created_at, o.schema_name, o.street, o.postcode,
       CASE WHEN o.schema_name = CURRENT_USER THEN o.account_holder ELSE '' END AS account_holder,
       CASE WHEN o.schema_name = CURRENT_USER THEN o.iban ELSE '' END AS iban,
       CASE WHEN o.schema_name = CURRENT_USER THEN o.bic ELSE '' END AS bic
  FROM tenants_organization o
 WHERE o.schema_name = CURRENT_USER
    OR EXISTS (SELECT 1 FROM tenants_relationship r
                WHERE (r.supplier_schema = CURRENT_USER AND r.buyer_id = o.id)
                   OR (r.buyer_schema = CURRENT_USER AND r.supplier_id = o.id));
"""
LONGEST = {"street": 200, "postcode": 20, "account_holder": 140, "iban": 34, "bic": 11}


def show_to_partners(apps, schema_editor):
    if schema_editor.connection.schema_name == "public":
        schema_editor.execute(VISIBLE)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_present")]
    operations = [
        *(
            migrations.AddField(
                "organization", name, models.CharField(blank=True, db_default="", default="", max_length=n)
            )
            for name, n in LONGEST.items()
        ),
        migrations.AddConstraint(
            "organization",
            models.CheckConstraint(
                condition=~Q(iban="") | Q(account_holder="", bic=""), name="tenants_organization_account_has_iban"
            ),
        ),
        migrations.RunPython(show_to_partners, migrations.RunPython.noop),
    ]
