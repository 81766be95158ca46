"""Issued documents are frozen in the database itself; documents and their parts are under history."""

from __future__ import annotations

from django.db import migrations

from tenants.history.tracking import forbid_changes, track_history

# What may change beside an issued document: settlement, dispute, approval, posting date with its due date, PO, opening.
FROZEN = (
    "public_id direction state kind type_code source number identity partner_id supplier_party buyer_party issue_date terms"
    " terms_text po_number buyer_reference currency net tax total prepaid rounding payable period_start period_end"
    " period_mark findings issued_at verified_at"
).split()
FROZEN_LINE = (
    "document_id no label product_code description quantity unit unit_price discount product_class tax_category tax_rate"
    " net adjustment tax gross charge_type seller_of_record po_number po_line_number period_start period_end period_mark"
).split()


def _row(alias: str, columns: list[str]) -> str:
    return "(" + ", ".join(f"{alias}.{column}" for column in columns) + ")"


DOCUMENT = f"""
CREATE FUNCTION refuse_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an issued document never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER frozen BEFORE UPDATE ON invoices_document FOR EACH ROW
    WHEN (OLD.state = 'issued' AND {_row("OLD", FROZEN)} IS DISTINCT FROM {_row("NEW", FROZEN)})
    EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER kept BEFORE DELETE ON invoices_document FOR EACH ROW
    WHEN (OLD.state = 'issued') EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON invoices_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();
"""

PARTS = """
CREATE FUNCTION refuse_part_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
    target bigint := CASE TG_OP WHEN 'UPDATE' THEN NEW.document_id ELSE OLD.document_id END;
BEGIN
    EXECUTE format('SELECT true FROM %I.invoices_document d WHERE d.id IN ($1, $2) AND d.state = ''issued'' LIMIT 1',
                   TG_TABLE_SCHEMA) INTO found USING OLD.document_id, target;
    IF found THEN RAISE EXCEPTION 'an issued document never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_new_part_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found boolean;
    documents bigint[] := (SELECT array_agg(DISTINCT n.document_id) FROM new_rows n);
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I.invoices_document d WHERE d.id = ANY($1) AND d.state = ''issued''
                                      AND d.issued_at <> now())', TG_TABLE_SCHEMA) INTO found USING documents;
    IF found THEN RAISE EXCEPTION 'an issued document never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NULL;
END $$;
"""

_PART = "CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION refuse_part_of_issued();"
LINES = _PART.format(
    name="frozen", verb="UPDATE", table="invoices_documentline",
    when=f"WHEN ({_row('OLD', FROZEN_LINE)} IS DISTINCT FROM {_row('NEW', FROZEN_LINE)})",
) + _PART.format(name="kept", verb="DELETE", table="invoices_documentline", when="")  # fmt: skip
OTHERS = "".join(
    _PART.format(name="frozen", verb="UPDATE OR DELETE", table=table, when="")
    for table in ("invoices_documenttax", "invoices_adjustment")
)

# Delivery writes a document and its parts in one transaction; after that, nothing is added to it.
ADDED = "".join(
    f"CREATE TRIGGER complete AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_new_part_of_issued();"
    for table in ("invoices_documentline", "invoices_documenttax", "invoices_adjustment")
)


class Migration(migrations.Migration):
    dependencies = [("invoices", "0001_initial"), ("history", "0001_initial")]
    operations = [
        migrations.RunSQL(DOCUMENT, migrations.RunSQL.noop),
        migrations.RunSQL(PARTS + LINES + OTHERS + ADDED, migrations.RunSQL.noop),
        forbid_changes("invoices_receivedfile"),
        track_history(
            "invoices_document",
            "invoices_documentline",
            "invoices_documenttax",
            "invoices_adjustment",
            "invoices_taxrule",
        ),
    ]
