"""What taking a change back writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from payment_terms.change_writes import NewChange
from payment_terms.models import CountsFrom, TermsChange
from payment_terms.refusals import AlreadyCounts, NothingToUndo
from payment_terms.standing import Standing, standing_of

Steps = tuple[list[NewChange], list[NewChange]]


def changes_back(rows: Mapping[int | None, Standing], today: date, rule: CountsFrom) -> Steps:
    """The changes that bring back what stood before the newest one of each row; to be written one list after the other.

    A pending change gives way to the one before with the date that one had, as first terms do to the default while
    nothing is issued. One that counts is taken back from today
    on, where changes count immediately; what was pending before it is pending again. Refuses NothingToUndo and
    AlreadyCounts.
    """
    first: list[NewChange] = []
    second: list[NewChange] = []
    for partner_id, row in rows.items():
        change = row.change
        if change is None or (change.previous_id is None and change.effective_from is None and not row.is_first):
            raise NothingToUndo("These terms were never changed, so there is nothing to undo.")
        before = standing_of(change.previous)
        if row.is_pending(today) or row.is_unused_first:
            first.append(_again(partner_id, before, change))
            continue
        if rule != CountsFrom.IMMEDIATELY:
            raise AlreadyCounts("These terms count already. Set new ones; they count from the first of next month.")
        counted = counting_before(before, today)
        first.append(NewChange(partner_id, counted.terms, today, previous_id=change.pk, undoes_id=change.pk))
        if before.is_pending(today):
            second.append(_again(partner_id, before, change))
    return first, second


def counting_before(row: Standing, today: date) -> Standing:
    """The state in effect today behind one that may be pending; one statement for each pending one."""
    while row.is_pending(today) and row.change is not None:
        row = standing_of(row.change.previous)
    return row


def _again(partner_id: int | None, before: Standing, undone: TermsChange) -> NewChange:
    previous_id = before.change.previous_id if before.change else None
    return NewChange(partner_id, before.terms, before.counts_from, previous_id=previous_id, undoes_id=undone.pk)
