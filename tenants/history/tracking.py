"""Migration operation that puts a table under history."""

from __future__ import annotations

from django.db import migrations

_TRIGGERS = """
CREATE TRIGGER history_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.record_insert();
CREATE TRIGGER history_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.record_update();
CREATE TRIGGER history_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.record_delete();
"""
_UNDO = "".join(f"DROP TRIGGER history_{verb} ON {{table}};" for verb in ("insert", "update", "delete"))


def track_history(*tables: str) -> migrations.RunSQL:
    """Statement-level triggers for these tables of the current schema; each must have a bigint `id`."""
    return migrations.RunSQL(
        sql="".join(_TRIGGERS.format(table=table) for table in tables),
        reverse_sql="".join(_UNDO.format(table=table) for table in tables),
    )


def forbid_changes(*tables: str) -> migrations.RunSQL:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE: the second wall behind the missing grants."""
    make = (
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {0}"
        " FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change();"
    )
    return migrations.RunSQL(
        sql="".join(make.format(table) for table in tables),
        reverse_sql="".join(f"DROP TRIGGER append_only ON {table};" for table in tables),
    )
