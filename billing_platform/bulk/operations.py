"""Keep a preview, confirm it, do what was confirmed, and undo it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Max

from billing_platform.bulk.actions import ACTIONS, BulkAction, Instruction, Item, Judged, JudgedSelect, Outcome, Rows
from billing_platform.bulk.models import End, ItemResult, Run, RunItem
from billing_platform.bulk.refusals import NothingChosen, NotUndoable, ReasonMissing
from common.errors import Refusal
from common.ids import new_public_id
from common.retry import repeated, repeating
from common.sql import Rung, columns_of, execute, rows, step
from tenants import border
from tenants.jobs.models import OPEN_STATES, Job
from tenants.jobs.operations import enqueue
from tenants.models import now

WRITTEN_AT_ONCE = 5_000
KEPT_UNCONFIRMED = timedelta(days=1)
BROKE = "Something broke on our side. Nothing of it was changed."
UNDONE = "Undone"
Progress = Callable[[int, int | None], None]
log = logging.getLogger("bulk")
WRITE_ITEMS = """
INSERT INTO bulk_runitem (run_id, row, label, who, currency, amount, note, left_out)
SELECT %s, u.row, u.label, u.who, u.currency, u.amount, u.note, u.left_out
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[])
       WITH ORDINALITY AS u (row, label, left_out, who, currency, amount, note, no)
 ORDER BY u.no
"""
IN_MEMORY = "SET LOCAL work_mem = '64MB'"  # 100,000 rows are sorted and grouped without a file
WRITE_SELECTED = """
INSERT INTO bulk_runitem (run_id, row, label, left_out, who, currency, amount, note)
SELECT %s, s.* FROM ({selected}) AS s
"""
WRITE_RESULTS = """
INSERT INTO bulk_itemresult (run_id, item_id, "end", words, at)
SELECT %s, u.item, u.fate, u.words, %s FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS u (item, fate, words)
ON CONFLICT (item_id) DO NOTHING
"""
OLD = "SELECT id FROM bulk_run WHERE job IS NULL AND created_at < %s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"
FORGET = ("DELETE FROM bulk_runitem WHERE run_id = ANY(%s)", "DELETE FROM bulk_run WHERE id = ANY(%s)")
SAME_ITEMS = """
INSERT INTO bulk_runitem (run_id, row, label, who, currency, amount, note, left_out)
SELECT %s, i.row, i.label, i.who, i.currency, NULL, '', '' FROM bulk_runitem i
  JOIN bulk_itemresult r ON r.item_id = i.id AND r.run_id = i.run_id
 WHERE i.run_id = %s AND r."end" = 'done' ORDER BY i.id
"""


def keep_preview(action: BulkAction, chosen: Rows, *, query: str, today: date) -> UUID:
    """Judge the chosen rows and keep what was found, so that exactly this can be confirmed; the run's public id.

    One statement beside those of the judge, or one for each 5,000 rows that it tells one by one. Forgets previews that
    nobody confirmed for a day.
    """
    with transaction.atomic():
        execute(IN_MEMORY)
        _forget_unconfirmed()
        run = Run.objects.create(action=action.key, actor=border.present_actor(), query=query)
        _write_judged(run, action.judge(chosen, today))
    return run.public_id


@repeated
def confirm(public_id: UUID, *, note: str = "") -> None:
    """Leave what the preview showed to a job; twice is no error and starts nothing twice.

    Refuses a preview in which nothing goes (NothingChosen) and one whose act wants a reason (ReasonMissing).
    """
    with transaction.atomic():
        step(Rung.PAYMENTS)
        run = Run.objects.select_for_update(no_key=True).get(public_id=public_id)
        if run.job is not None:
            return
        run.chosen = RunItem.objects.filter(run=run, left_out="").count()
        if not run.chosen:
            raise NothingChosen("None of the chosen rows can be done now.")
        if ACTIONS[run.action].reason_label and not note.strip():
            raise ReasonMissing("Say why. The reason is kept with each of them.", field="note")
        run.note = note.strip()[:300]
        _start(run)


@repeated
def undo(public_id: UUID) -> UUID:
    """Have a job take back exactly what a run has done; the public id of the run that does so. Once for each run.

    Rows that were changed since are left out with the reason. Refuses (NotUndoable) an act that has no way back, a run
    that still is at work, and one that did nothing.
    """
    with transaction.atomic():
        step(Rung.PAYMENTS)
        run = Run.objects.select_for_update(no_key=True).get(public_id=public_id)
        again = Run.objects.filter(undoes=run).values_list("public_id", flat=True).first()
        if again is not None:
            return again
        _refuse_undoing(run)
        back = Run.objects.create(action=ACTIONS[run.action].undo, actor=border.present_actor(), undoes=run)
        back.chosen = execute(SAME_ITEMS, [back.pk, run.pk])
        if not back.chosen:
            raise NotUndoable("Nothing was done, so there is nothing to undo.")
        back.note = UNDONE
        _start(back)
    return back.public_id


def carry_out(public_id: UUID, *, today: date, progress: Progress) -> dict[str, int]:
    """Do what was confirmed, a chunk at a time; how many rows came to which end.

    A row has its result in the transaction of its work, or the work can be done twice; so a run that was killed or
    cancelled goes on with the rows that have none. A row that breaks is told as such and holds back no other. The
    statements for a chunk do not grow with the run.
    """
    run = Run.objects.get(public_id=public_id)
    action, instruction = ACTIONS[run.action], Instruction(today, run.note)
    reached = ItemResult.objects.filter(run=run).aggregate(last=Max("item_id"), done=Count("id"))
    last, done = reached["last"] or 0, reached["done"]
    progress(done, run.chosen)
    while items := _next(run, last, action.chunk):
        _do(run, action, items, instruction)
        last, done = items[-1].id, done + len(items)
        progress(done, run.chosen)
    ends = ItemResult.objects.filter(run=run).values_list("end").annotate(count=Count("id")).order_by("end")
    return dict(ends)


def _forget_unconfirmed() -> None:
    """Previews that nobody confirmed for a day."""
    step(Rung.PAYMENTS)
    old = [row[0] for row in rows(OLD, [now() - KEPT_UNCONFIRMED])]
    for statement in FORGET if old else ():
        execute(statement, [old])


def _start(run: Run) -> None:
    run.job, run.confirmed_at = new_public_id(), now()
    run.save(update_fields=["job", "confirmed_at", "note", "chosen"])
    enqueue(ACTIONS[run.action].kind, {"run": str(run.public_id)}, total=run.chosen, job_id=run.job)


def _refuse_undoing(run: Run) -> None:
    if not ACTIONS[run.action].undo:
        raise NotUndoable("What this did can't be undone.")
    if run.job is None or (_is_unfinished(run) and Job.objects.filter(pk=run.job, state__in=OPEN_STATES).exists()):
        raise NotUndoable("It is still at work. Undo it when it has ended, or cancel it first.")


def _is_unfinished(run: Run) -> bool:
    return ItemResult.objects.filter(run=run).count() < run.chosen


def _next(run: Run, last: int, size: int) -> list[Item]:
    """The rows after this one that are to be done, as many as a chunk has; one statement."""
    left = RunItem.objects.filter(run=run, id__gt=last, left_out="").order_by("id")
    return [Item(*each) for each in left.values_list("id", "row", "label", "currency", "amount")[:size]]


def _do(run: Run, action: BulkAction, items: Sequence[Item], instruction: Instruction) -> None:
    """One chunk; when something unforeseen breaks, row by row, so that only what breaks it fails."""
    try:
        repeating(lambda: _do_chunk(run, action, items, instruction))
    except (Refusal, OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("bulk.chunk_failed", extra={"run": str(run.public_id), "rows": len(items)})
        if len(items) == 1:
            _write_results(run, items, [Outcome(items[0].row, End.FAILED, BROKE)])
            return
        for item in items:
            _do(run, action, [item], instruction)


def _do_chunk(run: Run, action: BulkAction, items: Sequence[Item], instruction: Instruction) -> None:
    if action.in_one_transaction:
        with transaction.atomic():
            _write_results(run, items, action.carry_out(items, instruction))
    else:
        _write_results(run, items, action.carry_out(items, instruction))


def _write_results(run: Run, items: Sequence[Item], outcomes: Iterable[Outcome]) -> None:
    """One result for each of the items, in one statement; those that have one keep it."""
    told = {outcome.row: outcome for outcome in outcomes}
    records = [(item.id, told[item.row].end.value, told[item.row].words[:400]) for item in items]
    with transaction.atomic():
        execute(WRITE_RESULTS, [run.pk, now(), *columns_of(records, 3)])


def _write_judged(run: Run, judged: Iterable[Judged] | JudgedSelect | None) -> None:
    if isinstance(judged, JudgedSelect):
        execute(WRITE_SELECTED.format(selected=judged.text), [run.pk, *judged.given])
        return
    found = iter(judged or ())
    while batch := list(islice(found, WRITTEN_AT_ONCE)):
        _write_items(run, batch)


def _write_items(run: Run, batch: Sequence[Judged]) -> None:
    records = [(e.row, e.label[:250], e.left_out[:400], e.who[:250], e.currency, e.amount, e.note[:200]) for e in batch]
    execute(WRITE_ITEMS, [run.pk, *columns_of(records, 7)])
