"""What changing many rows together would do, before it is confirmed, and what it did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from payment_terms.impact import Impact
from payment_terms.models import BatchWay, CountsFrom, TermsBatch, TermsChange
from payment_terms.queries.impact import chosen_rule, impact_on
from payment_terms.queries.in_effect import terms_of
from payment_terms.queries.rows import TermsRow, buyers_with_terms, terms_rows
from payment_terms.rules import Terms
from payment_terms.standing import default_standing, newest_change
from payment_terms.wording import as_text
from tenants.history.queries import name_of_actor

MOST_SHOWN = 100
FIGURES = ("kind", "days", "day", "months", "discount_percent", "discount_days", "follows_default")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One buyer, what it has and would have, and its drafts that would be due on another day."""

    name: str
    before: str
    after: str
    documents: int

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """How many of the chosen rows would change; the first hundred of them; `newest` goes back as `seen`."""

    chosen: int
    changed: int
    rows: tuple[PreviewRow, ...]
    impact: Impact
    newest: int

    @property
    def unchanged(self) -> int:
        return self.chosen - self.changed


@dataclass(frozen=True, slots=True)
class DoneTogether:
    """A batch: how many rows it changed, to what (several kinds: empty), from when, and whether it can be undone.

    `ends_on` is the day from which `undo_batch` refuses because the terms count, None where it never does.
    """

    public_id: UUID
    way: BatchWay
    rows: int
    text: str
    counts_from: date | None
    made_at: datetime
    made_by: str
    is_undone: bool
    changed_since: int
    ends_on: date | None

    def is_final(self, today: date) -> bool:
        """Whether it counts by now, for good."""
        return self.ends_on is not None and self.ends_on <= today

    def can_be_undone(self, today: date) -> bool:
        """Whether `undo_batch` takes it back today."""
        return bool(self.rows) and not (self.is_final(today) or self.is_undone or self.changed_since)


def preview_of(partner_ids: Collection[int], terms: Terms | None, today: date) -> Preview:
    """What giving these buyers the terms (None: the default) would do; statements do not grow with the rows."""
    newest, default = newest_change(), default_standing()
    chosen = buyers_with_terms(default).filter(pk__in=partner_ids)
    same = Q(shown_default=True) if terms is None else Q(shown_default=False, shown_text=as_text(terms))
    impact = impact_on(dict.fromkeys(partner_ids, terms), today)
    shown = terms_rows(chosen.order_by("name", "pk")[:MOST_SHOWN], today, default)
    after = as_text(terms) if terms else "Default"
    rows = tuple(_preview_row(row, after, impact) for row in shown)
    return Preview(len(partner_ids), len(partner_ids) - chosen.filter(same).count(), rows, impact, newest)


def batch_of(public_id: UUID) -> DoneTogether | None:
    """A batch and its result; None where there is none. A fixed number of statements."""
    batch = TermsBatch.objects.filter(public_id=public_id).first()
    if batch is None:
        return None
    changes = TermsChange.objects.filter(batch=batch).order_by("id")
    first, last = changes.first(), changes.last()
    later = TermsChange.objects.filter(partner__in=changes.values("partner"), pk__gt=last.pk if last else 0)
    counts_from = first.effective_from if first else None
    return DoneTogether(
        batch.public_id,
        BatchWay(batch.way),
        changes.count(),
        _text(first, changes.values(*FIGURES).distinct().count()) if first else "",
        counts_from,
        batch.made_at,
        name_of_actor(batch.made_by),
        TermsBatch.objects.filter(undoes=batch).exists(),
        later.exclude(batch__undoes=batch).values("partner").distinct().count(),
        None if chosen_rule() == CountsFrom.IMMEDIATELY else counts_from,
    )


def _text(first: TermsChange, kinds: int) -> str:
    if kinds > 1:
        return ""
    return "the default" if first.follows_default else as_text(terms_of(first))


def _preview_row(row: TermsRow, after: str, impact: Impact) -> PreviewRow:
    before = "Default" if after == "Default" and row.follows_default else row.text
    shown = f"{before} (default)" if row.follows_default and before != after else before
    return PreviewRow(row.name, shown, after, impact.by_buyer.get(row.partner_id, 0))
