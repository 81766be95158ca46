"""`public.present()`: the present for everybody, the instant of a story for the owner's login; history asks it."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations
from psycopg import sql

# `session_user` is the login and no role taken since changes it. The body is bound here, whatever the search path is.
PRESENT = """
CREATE FUNCTION public.present() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN session_user = {owner} AND session_user <> {app}
             AND coalesce(current_setting('app.clock', true), '') <> ''
            THEN least(current_setting('app.clock', true)::timestamptz, now()) ELSE now() END;
"""

HISTORY = """
CREATE OR REPLACE FUNCTION record_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.history_change (tbl, row, op, at, actor, via, request)
                    SELECT $1, n.id, ''I'', public.present(), $2, $3, $4 FROM new_rows n', TG_TABLE_SCHEMA)
      USING TG_TABLE_NAME, public.acting(), coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;

-- First which columns changed in any row, by their own types; JSON is made of those alone.
CREATE OR REPLACE FUNCTION record_update() RETURNS trigger LANGUAGE plpgsql AS $$
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
                    SELECT $1, n.id, ''U'', public.present(), $2, $3, $4, d.before, d.after
                      FROM new_rows n JOIN old_rows o USING (id),
                           LATERAL (SELECT jsonb_object_agg(v.key, v.old) AS before, jsonb_object_agg(v.key, v.new) AS after
                                      FROM (VALUES %s) v (key, old, new) WHERE v.old <> v.new) d
                     WHERE d.before IS NOT NULL', TG_TABLE_SCHEMA, pairs)
      USING TG_TABLE_NAME, who, coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION record_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO %I.history_change (tbl, row, op, at, actor, via, request, before)
                    SELECT $1, o.id, ''D'', public.present(), $2, $3, $4, to_jsonb(o) - ARRAY[''password'', ''last_login'']
                      FROM old_rows o', TG_TABLE_SCHEMA)
      USING TG_TABLE_NAME, public.acting(), coalesce(current_setting('app.via', true), ''),
            coalesce(current_setting('app.request', true), '');
    RETURN NULL;
END $$;
"""


def make_present(apps, schema_editor):
    if schema_editor.connection.schema_name != "public":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        owner = cursor.fetchone()[0]
        cursor.execute(sql.SQL(PRESENT).format(owner=sql.Literal(owner), app=sql.Literal(settings.APP_LOGIN)))
        cursor.execute(HISTORY)


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_roles_and_history")]
    operations = [migrations.RunPython(make_present, migrations.RunPython.noop)]
