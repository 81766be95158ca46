"""Which terms count for a buyer on an issue date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from payment_terms.models import TermsChange
from payment_terms.rules import DatedTerms, Kind, Terms, terms_on


def terms_in_effect(partner_id: int, issue_dates: Iterable[date]) -> dict[date, Terms]:
    """Terms of one buyer for each issue date; one query. A buyer that follows the default has the default of that day."""
    changes = list(TermsChange.objects.filter(Q(partner_id=partner_id) | Q(partner=None)).order_by("id"))
    default = [DatedTerms(terms_of(row), row.effective_from) for row in changes if row.partner_id is None]
    own = [row for row in changes if row.partner_id is not None]
    found = {}
    for day in set(issue_dates):
        standing = terms_on(default, day)
        dated = [DatedTerms(standing if r.follows_default else terms_of(r), r.effective_from) for r in own]
        found[day] = terms_on(dated, day) if dated else standing
    return found


def terms_of(row: TermsChange) -> Terms:
    """The terms a row holds."""
    return Terms(Kind(row.kind), row.days, row.day, row.months, row.discount_percent, row.discount_days)
