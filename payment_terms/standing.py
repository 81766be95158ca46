"""The newest state of terms: what a row shows, what an undo brings back, and whether somebody changed it meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import OperationalError
from django.db.models import Max

from common.retry import LostRace, is_held
from payment_terms.issued import is_issued_to
from payment_terms.models import BuyerTerms, CountsFrom, TermsChange, TermsSettings
from payment_terms.queries.in_effect import terms_of
from payment_terms.refusals import TermsBusy
from payment_terms.rules import Terms, effective_from

BUSY = "Somebody is changing many terms at this moment, so nothing was changed. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest change of a buyer, or of the default; `terms` None follows the default, `change` None: never set.

    `counts_from` is the first issue date it counts for, None for first terms.
    """

    terms: Terms | None = None
    counts_from: date | None = None
    change: TermsChange | None = None

    @property
    def change_id(self) -> int:
        return self.change.pk if self.change else 0

    def is_pending(self, today: date) -> bool:
        """Whether an invoice issued today still has the terms of before."""
        return self.counts_from is not None and self.counts_from > today

    @property
    def is_untouched(self) -> bool:
        """Whether no change of its own counts or is to come: it has the default from the start."""
        return self.terms is None and self.counts_from is None

    @property
    def is_first(self) -> bool:
        """Whether these are a buyer's first terms, which count for every issue date."""
        is_of_buyer = self.change is not None and self.change.partner_id is not None
        return is_of_buyer and self.terms is not None and self.counts_from is None

    @property
    def is_unused_first(self) -> bool:
        """Whether these are first terms with which nothing was issued yet; at most one statement."""
        return self.is_first and self.change is not None and not is_issued_to(self.change.partner_id or 0)

    def version(self, default: Standing) -> int:
        """Grows with each change that shapes what the row shows, those of the default included where it follows it."""
        return max(self.change_id, default.change_id) if self.terms is None else self.change_id


def standing_of(change: TermsChange | None) -> Standing:
    """The state that a change left; None is the default from the start."""
    if change is None:
        return Standing()
    return Standing(None if change.follows_default else terms_of(change), change.effective_from, change)


def standings(partner_ids: Collection[int]) -> dict[int, Standing]:
    """The newest state of each buyer that was ever set; one statement."""
    found = BuyerTerms.objects.filter(partner_id__in=partner_ids).select_related("change", "change__previous")
    return {row.partner_id: standing_of(row.change) for row in found}


def default_standing() -> Standing:
    """The newest state of the supplier's default; one statement."""
    newest = TermsChange.objects.filter(partner=None).select_related("previous").order_by("-id")
    return standing_of(newest[0])


def newest_change() -> int:
    """The version of the newest change of all; rows changed after it are stale. One statement."""
    return TermsChange.objects.aggregate(newest=Max("pk"))["newest"] or 0


def lock_terms() -> CountsFrom:
    """Let nobody else change terms until the transaction ends; returns from when changes count.

    Raises LostRace with TermsBusy when somebody else changes so many that one waits too long.
    """
    TermsSettings.objects.get_or_create(is_only=True)
    try:
        return CountsFrom(TermsSettings.objects.select_for_update(no_key=True).get().counts_from)
    except OperationalError as error:
        if is_held(error):
            raise LostRace(TermsBusy(BUSY)) from error
        raise


def counts_from_of(today: date, rule: CountsFrom) -> date:
    """The first issue date a change made today counts for."""
    return effective_from(today, rule == CountsFrom.IMMEDIATELY)
