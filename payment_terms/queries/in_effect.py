"""Which terms count for a buyer on an issue date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q

from common.dates import local_today
from partners.models import Partner
from payment_terms.models import TermsChange
from payment_terms.rules import DatedTerms, Kind, Terms, terms_on
from tenants import border

Changes = dict[int | None, list[TermsChange]]


def terms_in_effect(partner_id: int, issue_dates: Iterable[date]) -> dict[date, Terms]:
    """Terms of one buyer for each issue date. Who follows the default has the default of that day.

    One statement; a second one once the default was ever changed.
    """
    found = terms_of_buyers({(partner_id, day) for day in issue_dates})
    return {day: terms for (_, day), terms in found.items()}


def terms_of_buyers(wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], Terms]:
    """Terms for each pair of buyer and issue date; one statement for all of them, two where the default was changed."""
    changes = _changes_of({partner_id for partner_id, _ in wanted})
    default = [DatedTerms(terms_of(row), row.effective_from) for row in changes[None]]
    begun = _first_days([buyer for buyer, _ in wanted if not _has_first(changes[buyer])]) if len(default) > 1 else {}
    return {(buyer, day): _terms_on(changes[buyer], default, day, begun.get(buyer, day)) for buyer, day in set(wanted)}


def terms_of(row: TermsChange) -> Terms:
    """The terms a row holds."""
    return Terms(Kind(row.kind), row.days, row.day, row.months, row.discount_percent, row.discount_days)


def _changes_of(buyers: Collection[int]) -> Changes:
    found: Changes = defaultdict(list)
    for row in TermsChange.objects.filter(Q(partner_id__in=buyers) | Q(partner=None)).order_by("id"):
        found[row.partner_id].append(row)
    return found


def _has_first(own: Sequence[TermsChange]) -> bool:
    """Whether it has first terms of its own, and they were not taken back."""
    first = next((row for row in reversed(own) if row.effective_from is None), None)
    return first is not None and not first.follows_default


def _first_days(buyers: Collection[int]) -> dict[int, date]:
    """The day each relationship began, in the supplier's zone: its first terms, the default then, count before too."""
    zone = border.present_organization().time_zone
    begun = Partner.objects.filter(pk__in=set(buyers)).values_list("pk", "created_at")
    return {pk: local_today(instant, zone) for pk, instant in begun}


def _terms_on(own: Sequence[TermsChange], default: Sequence[DatedTerms], day: date, begun: date) -> Terms:
    """A buyer without first terms of its own began with the default of the day the relationship began."""
    standing = terms_on(default, max(day, begun))
    dated = [DatedTerms(standing if row.follows_default else terms_of(row), row.effective_from) for row in own]
    return terms_on(dated if _has_first(own) else [DatedTerms(standing, None), *dated], day)
