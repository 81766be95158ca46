"""Which terms count for a buyer on an issue date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q

from payment_terms.models import TermsChange
from payment_terms.rules import DatedTerms, Kind, Terms, terms_on


def terms_in_effect(partner_id: int, issue_dates: Iterable[date]) -> dict[date, Terms]:
    """Terms of one buyer for each issue date; one query. Who follows the default has the default of that day."""
    found = terms_of_buyers({(partner_id, day) for day in issue_dates})
    return {day: terms for (_, day), terms in found.items()}


def terms_of_buyers(wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], Terms]:
    """Terms for each pair of buyer and issue date; one query for all of them."""
    buyers = {partner_id for partner_id, _ in wanted}
    rows = TermsChange.objects.filter(Q(partner_id__in=buyers) | Q(partner=None)).order_by("id")
    changes: dict[int | None, list[TermsChange]] = defaultdict(list)
    for row in rows:
        changes[row.partner_id].append(row)
    default = [DatedTerms(terms_of(row), row.effective_from) for row in changes[None]]
    return {(buyer, day): _terms_on(changes[buyer], default, day) for buyer, day in set(wanted)}


def _terms_on(own: Sequence[TermsChange], default: Sequence[DatedTerms], day: date) -> Terms:
    """A buyer without first terms of its own began with the default."""
    standing = terms_on(default, day)
    dated = [DatedTerms(standing if row.follows_default else terms_of(row), row.effective_from) for row in own]
    begins_with_own = bool(dated) and dated[0].effective_from is None
    return terms_on(dated if begins_with_own else [DatedTerms(standing, None), *dated], day)


def terms_of(row: TermsChange) -> Terms:
    """The terms a row holds."""
    return Terms(Kind(row.kind), row.days, row.day, row.months, row.discount_percent, row.discount_days)
