"""Change the supplier's default terms, and from when changes of terms count."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from common.retry import repeated
from payment_terms.change_writes import NewChange, write_changes
from payment_terms.models import CountsFrom, TermsSettings
from payment_terms.operations.buyers import Changed
from payment_terms.refusals import StaleRule
from payment_terms.refusing import refuse_stale
from payment_terms.rules import Kind, Terms
from payment_terms.standing import counts_from_of, default_standing, lock_terms, newest_change
from payment_terms.undoing import changes_back

FIRST_DEFAULT = Terms(Kind.NET, 30)
DEFAULT_ROW = 0  # the default among rows known by the id of their buyer


@repeated
def change_default(terms: Terms, *, today: date, seen: int | None = None) -> Changed:
    """New default terms: an effective-dated change of each row that follows it, whose *Updated On* stays as it is.

    `today` is the date in the supplier's zone. Locks the supplier's terms; the terms it already has are no change.
    Refuses StaleTerms where somebody changed the default after version `seen`.
    """
    with transaction.atomic():
        rule = lock_terms()
        standing = default_standing()
        refuse_stale({DEFAULT_ROW: standing}, standing, seen)
        counts_from = counts_from_of(today, rule)
        is_same = standing.terms == terms and not (standing.counts_from and standing.counts_from > counts_from)
        if not is_same:
            write_changes([NewChange(None, terms, counts_from, previous_id=standing.change_id)])
        return Changed(int(not is_same), int(is_same), counts_from, newest_change())


@repeated
def undo_default(*, today: date, seen: int | None = None) -> None:
    """Take the newest change of the default back, as `undo_terms` does for a row; refuses the same."""
    with transaction.atomic():
        rule = lock_terms()
        standing = default_standing()
        refuse_stale({DEFAULT_ROW: standing}, standing, seen)
        for step in changes_back({None: standing}, today, rule):
            write_changes(step)


@repeated
def choose_counts_from(rule: CountsFrom, *, seen: CountsFrom | None = None) -> None:
    """Let changes count from the first of next month, or immediately. Changes made before keep their dates.

    Locks the supplier's terms. Refuses (StaleRule) where somebody chose another since `seen` was looked at.
    """
    with transaction.atomic():
        chosen = lock_terms()
        if seen is not None and chosen not in (seen, rule):
            raise StaleRule(f"Somebody else chose “{chosen.label}” meanwhile. Leave it, or choose again and save.")
        TermsSettings.objects.update(counts_from=rule)


def seed_default() -> None:
    """Every new organization starts with net 30, and with changes that count from the next month."""
    with transaction.atomic():
        lock_terms()
        write_changes([NewChange(None, FIRST_DEFAULT, None)], is_first=True)
