"""Whether rows were changed since they were looked at, and how the later of two people is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.utils import formats

from payment_terms.models import TermsChange
from payment_terms.refusals import Meanwhile, StaleTerms
from payment_terms.standing import Standing
from payment_terms.wording import as_text
from tenants import border
from tenants.history.queries import name_of_actor

MOST_TOLD = 100


def refuse_stale(rows: Mapping[int, Standing], default: Standing, seen: Mapping[int, int] | int | None) -> None:
    """Refuse where a row's version is above the one seen (StaleTerms); None: whoever comes last wins.

    `seen` is a version for each buyer, or one for all of them: that of the newest change when they were looked at.
    """
    if seen is None:
        return
    stale = [
        _meanwhile(partner_id, row, default)
        for partner_id, row in rows.items()
        if row.version(default) > (seen if isinstance(seen, int) else seen.get(partner_id, row.version(default)))
    ]
    if stale:
        raise StaleTerms(_words(stale), rows=stale[:MOST_TOLD])


def words_of(standing: Standing, default: Standing) -> str:
    """The terms of a row as text, those of the default where it follows it."""
    terms = standing.terms or default.terms
    return as_text(terms) if terms else ""


def _meanwhile(partner_id: int, row: Standing, default: Standing) -> Meanwhile:
    change = _newest(row, default)
    return Meanwhile(
        partner_id, words_of(row, default), name_of_actor(change.made_by), change.made_at, row.version(default)
    )


def _newest(row: Standing, default: Standing) -> TermsChange:
    known = [each.change for each in (row, default) if each.change and each.change.pk == row.version(default)]
    return known[0]


def _words(stale: Iterable[Meanwhile]) -> str:
    first, *others = stale
    zone = ZoneInfo(border.present_organization().time_zone)
    told = f"{first.by} set {first.text} at {formats.date_format(first.at.astimezone(zone), 'H:i')}."
    if others:
        return f"{len(others) + 1:,} of these rows were changed meanwhile; the first one: {told} Look at them again."
    return f"{told} Keep yours, or take theirs."
