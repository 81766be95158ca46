"""An organization's role asks for a job of its own to be cancelled or tried again; a trigger says what comes of it."""

from __future__ import annotations

from django.db import migrations, models

# The role may write `asked` alone, of its own rows alone (row-level security); every other column is the trigger's.
HEAR = """
CREATE FUNCTION public.hear_job() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.asked = 'cancel' AND OLD.state = 'queued' THEN
        NEW.state := 'cancelled';
        NEW.finished_at := public.present();
    ELSIF NEW.asked = 'cancel' AND OLD.state = 'running' THEN
        NULL; -- its worker sees it with the next sign of life and stops between two items
    ELSIF NEW.asked = 'retry' AND OLD.state IN ('parked', 'cancelled') THEN
        NEW.state := 'queued';
        NEW.forgiven := OLD.attempts;
        NEW.due_at := public.present();
        NEW.finished_at := NULL;
    ELSE
        RAISE EXCEPTION 'a job that is % cannot be asked to "%"', OLD.state, NEW.asked USING ERRCODE = 'check_violation';
    END IF;
    NEW.asked_by := public.acting();
    NEW.asked_at := public.present();
    RETURN NEW;
END $$;
CREATE TRIGGER hear_job BEFORE UPDATE OF asked ON public.job FOR EACH ROW EXECUTE FUNCTION public.hear_job();
"""


def make_trigger(apps, schema_editor):
    if schema_editor.connection.schema_name == "public":
        schema_editor.execute(HEAR, None)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_pulse"), ("tenants", "0003_present")]
    operations = [
        migrations.AddField(
            model_name="job",
            name="asked",
            field=models.CharField(
                blank=True,
                choices=[("", "Nothing"), ("cancel", "Cancel"), ("retry", "Try again")],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="asked_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(model_name="job", name="asked_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="job", name="forgiven", field=models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.RunPython(make_trigger, migrations.RunPython.noop),
    ]
