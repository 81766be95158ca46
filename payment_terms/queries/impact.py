"""What a change of terms would do, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from partners.models import Partner, Side
from payment_terms.effects import effects_of
from payment_terms.impact import Impact, impact_of
from payment_terms.models import CountsFrom, TermsChange, TermsSettings
from payment_terms.queries.in_effect import terms_of
from payment_terms.rules import DatedTerms, Terms, terms_on
from payment_terms.standing import counts_from_of


def counts_from_today(today: date) -> date:
    """The first issue date a change made today counts for, by the supplier's choice; one statement."""
    return counts_from_of(today, chosen_rule())


def chosen_rule() -> CountsFrom:
    """From when changes count; the next month where nothing else was chosen."""
    found = TermsSettings.objects.first()
    return CountsFrom(found.counts_from) if found else CountsFrom.NEXT_MONTH


def impact_on(wanted: Mapping[int, Terms | None], today: date) -> Impact:
    """What it would do to give each buyer (by id) these terms, or with None the default. Statements do not grow."""
    counts_from = counts_from_today(today)
    default = default_on(counts_from)
    given = {partner_id: terms or default for partner_id, terms in wanted.items()}
    return impact_of(effects_of(given, counts_from, today), counts_from)


def impact_of_first(partner_id: int, terms: Terms, today: date) -> Impact:
    """What first terms would do, which count for every issue date; statements as `impact_on`."""
    return impact_of(effects_of({partner_id: terms}, date.min, today), today)


def impact_of_default(terms: Terms, today: date) -> Impact:
    """What new default terms would do to the rows that follow it on the first day they count for.

    A row that stops or starts to follow it on a later day counts as what it is on that first day.
    """
    return impact_on(dict.fromkeys(followers(counts_from_today(today)), terms), today)


def followers(issue_date: date) -> list[int]:
    """Ids of the buyers whose terms on this issue date are the default's; three statements.

    A row whose newest change counts later is what it is until then: it may follow the default today and not from next
    month on, or the other way round.
    """
    buyers, is_to_come = Partner.objects.filter(side=Side.BUYER), Q(terms__counts_from__gt=issue_date)
    standing = buyers.exclude(is_to_come).exclude(terms__follows_default=False)
    changing = set(buyers.filter(is_to_come).values_list("pk", flat=True))
    counts = Q(effective_from=None) | Q(effective_from__lte=issue_date)
    counting = TermsChange.objects.filter(counts, partner__in=changing).order_by("partner_id", "-id")
    own = {row.partner_id for row in counting.distinct("partner_id") if not row.follows_default}
    return sorted({*standing.values_list("pk", flat=True), *changing} - own)


def default_on(day: date) -> Terms:
    """The supplier's default for invoices issued on this day; one statement."""
    rows = TermsChange.objects.filter(partner=None).order_by("id")
    return terms_on([DatedTerms(terms_of(row), row.effective_from) for row in rows], day)
