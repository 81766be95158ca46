"""Change the terms of many buyers at once, and take that back at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from common.retry import repeated
from payment_terms.change_writes import write_changes
from payment_terms.models import BatchWay, TermsBatch, TermsChange
from payment_terms.operations.buyers import Changed, change_locked
from payment_terms.refusals import ChangedSince, NothingToUndo
from payment_terms.rules import Terms
from payment_terms.standing import Standing, lock_terms, standings
from payment_terms.undoing import changes_back
from tenants import border
from tenants.history.queries import name_of_actor


@repeated
def change_many(
    wanted: Mapping[int, Terms | None],
    *,
    today: date,
    way: BatchWay = BatchWay.BULK,
    seen: Mapping[int, int] | int | None = None,
) -> tuple[Changed, TermsBatch]:
    """Give each buyer (by id) its terms, or the default with None: all of them or none, in one transaction.

    The batch is what `undo_batch` takes back. `seen` is the version of each row when it was looked at, or the newest
    change of all then. Locks the supplier's terms; rows that have their terms already are not touched. Refuses
    StaleTerms, naming the rows that somebody changed since. 20,000 rows are a few statements.
    """
    with transaction.atomic():
        batch = TermsBatch.objects.create(way=way, made_by=border.present_actor())
        return change_locked(wanted, today=today, seen=seen, batch_id=batch.pk), batch


@repeated
def undo_batch(public_id: UUID, *, today: date) -> int:
    """Take a batch back as `undo_terms` does for one row; the number of rows.

    Refuses while somebody changed one of its rows since (ChangedSince, with who it was), once it counts
    (AlreadyCounts), and a batch that is undone or changed nothing (NothingToUndo).
    """
    with transaction.atomic():
        rule = lock_terms()
        batch = TermsBatch.objects.filter(public_id=public_id).first()
        if batch is None or TermsBatch.objects.filter(undoes=batch).exists():
            raise NothingToUndo("These changes are undone already.")
        rows = _rows_of(batch)
        undoing = TermsBatch.objects.create(way=BatchWay.UNDO, undoes=batch, made_by=border.present_actor())
        for step in changes_back(rows, today, rule):
            write_changes(step, batch_id=undoing.pk)
    return len(rows)


def _rows_of(batch: TermsBatch) -> dict[int | None, Standing]:
    partners = TermsChange.objects.filter(batch=batch).values_list("partner_id", flat=True)
    rows: dict[int | None, Standing] = dict(standings({each for each in partners if each is not None}).items())
    if not rows:
        raise NothingToUndo("This changed no row, so there is nothing to undo.")
    since = [row.change for row in rows.values() if row.change and row.change.batch_id != batch.pk]
    if since:
        who = name_of_actor(max(since, key=lambda change: change.pk).made_by)
        raise ChangedSince(
            f"{len(since):,} of these {len(rows):,} rows were changed since, last by {who}, so they can’t be undone"
            " together. Change them back one by one."
        )
    return rows
