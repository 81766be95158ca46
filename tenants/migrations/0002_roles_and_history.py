"""Roles and policies of the shared tables, the partners' window, and the functions behind history."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations
from psycopg import sql

DOOR_AND_RUNNER = """
DO $$ BEGIN CREATE ROLE billing_door NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE billing_runner NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT billing_door, billing_runner TO {app} WITH INHERIT FALSE, SET TRUE;
GRANT billing_door, billing_runner TO CURRENT_USER WITH INHERIT FALSE, SET TRUE;
GRANT USAGE ON SCHEMA public TO billing_door, billing_runner;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
GRANT SELECT ON tenants_organization, tenants_domain TO billing_door;
"""

RELATIONSHIPS = """
ALTER TABLE tenants_relationship ENABLE ROW LEVEL SECURITY;
CREATE POLICY supplier_writes ON tenants_relationship
    USING (supplier_schema = CURRENT_USER) WITH CHECK (supplier_schema = CURRENT_USER);
CREATE POLICY buyer_reads ON tenants_relationship FOR SELECT USING (buyer_schema = CURRENT_USER);

CREATE FUNCTION relationship_names_its_schemas() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM tenants_organization o WHERE o.id = NEW.supplier_id AND o.schema_name = NEW.supplier_schema)
    OR NOT EXISTS (SELECT 1 FROM tenants_organization o WHERE o.id = NEW.buyer_id AND o.schema_name = NEW.buyer_schema) THEN
        RAISE EXCEPTION 'a relationship names the schemas of its own two organizations' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER names_its_schemas BEFORE INSERT OR UPDATE ON tenants_relationship
    FOR EACH ROW EXECUTE FUNCTION relationship_names_its_schemas();

CREATE VIEW visible_organization WITH (security_barrier) AS
SELECT o.id, o.public_id, o.number, o.kind, o.status, o.name, o.tax_id, o.country, o.city, o.time_zone, o.locale,
       o.currency, o.schema_version, o.created_at, o.schema_name
  FROM tenants_organization o
 WHERE o.schema_name = CURRENT_USER
    OR EXISTS (SELECT 1 FROM tenants_relationship r
                WHERE (r.supplier_schema = CURRENT_USER AND r.buyer_id = o.id)
                   OR (r.buyer_schema = CURRENT_USER AND r.supplier_id = o.id));
"""

HISTORY = """
CREATE FUNCTION acting() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE who text := current_setting('app.actor', true);
BEGIN
    IF coalesce(who, '') = '' THEN RAISE EXCEPTION 'nobody acts: app.actor is not set'; END IF;
    RETURN who;
END $$;

CREATE FUNCTION record_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.history_change (tbl, row, op, at, actor, via, request)
                    SELECT $1, n.id, ''I'', now(), $2, $3, $4 FROM new_rows n', TG_TABLE_SCHEMA)
      USING TG_TABLE_NAME, public.acting(), coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;

-- First which columns changed in any row, by their own types; JSON is made of those alone.
CREATE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := public.acting();
    tracked name[];
    changed boolean[];
    pairs text;
BEGIN
    SELECT array_agg(attname ORDER BY attnum) INTO tracked FROM pg_attribute
     WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
       AND attname NOT IN ('password', 'last_login', 'updated_at', 'consumed', 'sent_thresholds');
    EXECUTE (SELECT format('SELECT ARRAY[%s] FROM new_rows n JOIN old_rows o USING (id)',
                           string_agg(format('bool_or(o.%1$I IS DISTINCT FROM n.%1$I)', u.col), ', ' ORDER BY u.no))
               FROM unnest(tracked) WITH ORDINALITY u (col, no)) INTO changed;
    SELECT string_agg(format('(%1$L, coalesce(to_jsonb(o.%1$I), ''null''), coalesce(to_jsonb(n.%1$I), ''null''))', u.col), ', ')
      INTO pairs FROM unnest(tracked, changed) u (col, is_changed) WHERE u.is_changed;
    IF pairs IS NULL THEN RETURN NULL; END IF;
    EXECUTE format('INSERT INTO %I.history_change (tbl, row, op, at, actor, via, request, before, after)
                    SELECT $1, n.id, ''U'', now(), $2, $3, $4, d.before, d.after
                      FROM new_rows n JOIN old_rows o USING (id),
                           LATERAL (SELECT jsonb_object_agg(v.key, v.old) AS before, jsonb_object_agg(v.key, v.new) AS after
                                      FROM (VALUES %s) v (key, old, new) WHERE v.old <> v.new) d
                     WHERE d.before IS NOT NULL', TG_TABLE_SCHEMA, pairs)
      USING TG_TABLE_NAME, who, coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;

CREATE FUNCTION record_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.history_change (tbl, row, op, at, actor, via, request, before)
                    SELECT $1, o.id, ''D'', now(), $2, $3, $4, to_jsonb(o) - ARRAY[''password'', ''last_login'']
                      FROM old_rows o', TG_TABLE_SCHEMA)
      USING TG_TABLE_NAME, public.acting(), coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def make_roles(apps, schema_editor):
    if schema_editor.connection.schema_name != "public":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(sql.SQL(DOOR_AND_RUNNER).format(app=sql.Identifier(settings.APP_LOGIN)))
        cursor.execute(RELATIONSHIPS)
        cursor.execute(HISTORY)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
