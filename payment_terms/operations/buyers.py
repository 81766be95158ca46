"""Change the payment terms of one buyer, effective-dated, and take a change back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from common.retry import repeated
from partners.models import Partner
from payment_terms.change_writes import NewChange, write_changes
from payment_terms.issued import is_issued_to
from payment_terms.models import CountsFrom
from payment_terms.refusals import AlreadyIssued, NotTheFirst
from payment_terms.refusing import refuse_stale
from payment_terms.rules import Terms
from payment_terms.standing import Standing, counts_from_of, default_standing, lock_terms, newest_change, standings
from payment_terms.undoing import changes_back


@dataclass(frozen=True, slots=True)
class Changed:
    """How many rows a change touched, how many had these terms already, and the first issue date it counts for.

    `version` is what taking it back is given as `seen`, so that nothing is taken back that somebody changed since.
    """

    changed: int
    unchanged: int
    counts_from: date
    version: int


@repeated
def set_first_terms(partner: Partner, terms: Terms, *, seen: int | None = None) -> int:
    """The first terms of a relationship: they count at once, for earlier issue dates too, and are no edit.

    The version that `undo_terms` is given as `seen`. Locks the supplier's terms. Refuses a buyer that has terms of its
    own already (NotTheFirst): what counts at once for every issue date would take their dates from them; one to whom
    anything was issued (AlreadyIssued), which has other terms by now; and StaleTerms.
    """
    with transaction.atomic():
        lock_terms()
        row = standings([partner.pk]).get(partner.pk, Standing())
        refuse_stale({partner.pk: row}, default_standing(), seen)
        if not row.is_untouched:
            raise NotTheFirst(f"{partner.name} has payment terms already. Change them; the change counts by its date.")
        if is_issued_to(partner.pk):
            raise AlreadyIssued(f"Invoices were issued to {partner.name} already. A change counts by its date.")
        write_changes([NewChange(partner.pk, terms, None)], is_first=row.change is None)
        return newest_change()


def set_terms(partner_id: int, terms: Terms, *, today: date, seen: int | None = None) -> Changed:
    """Give a buyer terms of its own, from the first of next month, or from `today` where the supplier chose so.

    `today` is the date in the supplier's zone. Issued invoices keep theirs. A change still pending is replaced; the
    terms a row already has are no change. Locks the supplier's terms; safe to repeat. With `seen`, the row's version
    when it was looked at, refuses a row that somebody changed since (StaleTerms, with what they set).
    """
    return change_locked({partner_id: terms}, today=today, seen=seen)


def reset_to_default(partner_id: int, *, today: date, seen: int | None = None) -> Changed:
    """Let a buyer follow the supplier's default again; otherwise as `set_terms`."""
    return change_locked({partner_id: None}, today=today, seen=seen)


@repeated
def undo_terms(partner_id: int, *, today: date, seen: int | None = None) -> None:
    """Take the newest change of a buyer back: while it is pending, the one before stands again with its date.

    Where changes count immediately it is a new change back, and issued invoices keep theirs. Locks the supplier's
    terms. Refuses where there is no change (NothingToUndo), where it counts already (AlreadyCounts), and StaleTerms.
    """
    with transaction.atomic():
        rule = lock_terms()
        found = standings([partner_id])
        refuse_stale(found, default_standing(), seen)
        for step in changes_back({partner_id: found.get(partner_id, Standing())}, today, rule):
            write_changes(step)


@repeated
def change_locked(
    wanted: Mapping[int, Terms | None],
    *,
    today: date,
    seen: Mapping[int, int] | int | None = None,
    batch_id: int | None = None,
) -> Changed:
    """Write what is wanted of each buyer (None: follow the default), in a transaction that holds the terms' lock."""
    with transaction.atomic():
        rule = lock_terms()
        found = standings(wanted.keys())
        refuse_stale({each: found.get(each, Standing()) for each in wanted}, default_standing(), seen)
        changes = _differing(wanted, found, today, rule)
        write_changes(changes, batch_id=batch_id)
        return Changed(len(changes), len(wanted) - len(changes), counts_from_of(today, rule), newest_change())


def _differing(
    wanted: Mapping[int, Terms | None], found: Mapping[int, Standing], today: date, rule: CountsFrom
) -> list[NewChange]:
    counts_from = counts_from_of(today, rule)
    never_set = Standing()
    return [
        NewChange(partner_id, terms, counts_from, previous_id=row.change_id or None)
        for partner_id, terms in sorted(wanted.items())
        if not _has_it(row := found.get(partner_id, never_set), terms, counts_from)
    ]


def _has_it(row: Standing, terms: Terms | None, counts_from: date) -> bool:
    return row.terms == terms and (row.counts_from is None or row.counts_from <= counts_from)
