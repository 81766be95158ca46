"""Nothing is added to an issued document after the instant it was issued, by the clock that issues ask."""

from __future__ import annotations

from django.db import migrations

PARTS = """
CREATE OR REPLACE FUNCTION refuse_new_part_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
    documents bigint[] := (SELECT array_agg(DISTINCT n.document_id) FROM new_rows n);
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.invoices_document d WHERE d.id = ANY($1) AND d.state = ''issued''
                                      AND d.issued_at <> public.present())', TG_TABLE_SCHEMA) INTO found USING documents;
    IF found THEN RAISE EXCEPTION 'an issued document never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("invoices", "0002_frozen_and_history"), ("tenants", "0003_present")]
    operations = [migrations.RunSQL(PARTS, migrations.RunSQL.noop)]
