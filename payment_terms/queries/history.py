"""What happened to the terms of one buyer, its own changes and those of the default it followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from payment_terms.models import BatchWay, CountsFrom, TermsChange
from payment_terms.queries.impact import chosen_rule
from payment_terms.queries.in_effect import terms_of
from payment_terms.standing import Standing, standings
from payment_terms.wording import as_text
from tenants.history.queries import name_of_actor

MOST = 200


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change: what was set, for invoices issued from when (None: from the start), by whom and when (UTC).

    `way` says how it came: "Set", "Reset to default", "Undone", "Default changed", "First terms", or in which batch.
    """

    text: str
    way: str
    counts_from: date | None
    made_at: datetime
    made_by: str
    is_of_default: bool


def history_of(partner_id: int) -> list[PastChange]:
    """Newest first, at most 200: the row's own changes, and those of the default while the row followed it.

    One statement.
    """
    rows = TermsChange.objects.filter(Q(partner_id=partner_id) | Q(partner=None)).select_related("batch")
    told: list[PastChange] = []
    follows, default = True, ""
    for row in rows.order_by("id"):
        if row.partner_id is None:
            default = as_text(terms_of(row))
            if follows:
                told.append(_past(row, default))
            continue
        follows = row.follows_default
        told.append(_past(row, default if follows else as_text(terms_of(row))))
    return told[: -MOST - 1 : -1]


def can_undo(partner_id: int, today: date) -> bool:
    """Whether there is a change of the row's own that `undo_terms` takes back today. Three statements."""
    return is_undoable(standings([partner_id]).get(partner_id, Standing()), today)


def is_undoable(row: Standing, today: date) -> bool:
    """Whether the newest change of a row, or of the default, is taken back today; at most two statements."""
    if row.change is None or (row.counts_from is None and not row.is_first):
        return False
    return row.is_pending(today) or row.is_unused_first or chosen_rule() == CountsFrom.IMMEDIATELY


def _past(row: TermsChange, text: str) -> PastChange:
    return PastChange(
        text, _way(row), row.effective_from, row.made_at, name_of_actor(row.made_by), row.partner_id is None
    )


def _way(row: TermsChange) -> str:
    if row.undoes_id is not None:
        return "Undone"
    if row.batch is not None:
        return str(BatchWay(row.batch.way).label)
    if row.partner_id is None:
        return "Default changed" if row.effective_from else "Default at the start"
    if row.follows_default:
        return "Reset to default"
    return "Set" if row.effective_from else "First terms"
