"""What lists of documents are narrowed to, and what is searched for in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Lookup, Q, Value
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from billing_platform.lists import filters
from billing_platform.lists.context import ListContext
from billing_platform.lists.filters import Filter
from billing_platform.lists.relative_dates import AHEAD, days_of
from common.money import ZERO
from invoices.aging import Age
from invoices.models import AMOUNT_DUE, ISSUED_LATE, ISSUED_LATE_AFTER, LATEST_POSTING, OPEN, DocumentKind
from invoices.querysets import AMOUNT, SET_ASIDE, of_age, unmatched_for
from invoices.shown_status import ShownStatus, has_status
from partners.models import Partner, Side, Tier
from partners.queries import partner_filter
from purchase_orders.explanation import Unmatched


def document_filters(side: Side) -> tuple[Filter, ...]:
    """The filters of the list whose partners stand on this side; only incoming documents are asked for a reason."""
    return (
        filters.choice(
            "status", "Status", ShownStatus, lambda status, context: has_status(status, context.today),
            sort=lambda status: "due_date" if status == ShownStatus.OVERDUE else "",
        ),
        filters.choice("kind", "Kind", DocumentKind, lambda kind, context: Q(kind=kind)),
        partner_filter("partner", "Organization", "partner__public_id", side),
        filters.currency(),
        *_dates(),
        *filters.amounts("Total", "total", least="total_from", most="total_to"),
        *_amount_due(),
        filters.choice("tier", "Tier", Tier, _of_tier, is_offered=side == Side.BUYER),
        filters.choice(
            "age", "Days overdue", Age, lambda age, context: of_age(age, context.today), chip="Open",
            sort=lambda age: "due_date",
        ),
        filters.choice(
            "reason", "Unmatched because", Unmatched, lambda reason, context: unmatched_for(reason), chip="Unmatched",
            is_offered=side == Side.SUPPLIER,
        ),
        *_reached_by_links(),
    )  # fmt: skip


def _amount_due() -> tuple[Filter, ...]:
    """What is due of open documents, by their own index. That it is above zero is said once more in its own words:
    of a bound above alone the planner would think that all settled documents are meant, and read the list to its end.
    """

    def narrowed(narrowing: Filter, lookup: type[Lookup[Any]]) -> Filter:
        above_zero = OPEN & Q(GreaterThan(AMOUNT_DUE, _exactly(ZERO)))
        return replace(
            narrowing, condition=lambda amount, context: above_zero & Q(lookup(AMOUNT_DUE, _exactly(amount)))
        )

    least, most = filters.amounts("Amount due", "total", least="amount_due_from", most="amount_due_to")
    return narrowed(least, GreaterThanOrEqual), narrowed(most, LessThanOrEqual)


def _exactly(amount: Decimal) -> Value:
    return Value(amount, output_field=AMOUNT)


def _of_tier(tier: Tier, context: ListContext) -> Q:
    """By what the partner is now. The partners are found first, as in a search."""
    of_tier = Partner.objects.filter(side=Side.BUYER, tier=tier)
    return Q(partner_id__in=context.once(("tier", tier), lambda: list(of_tier.values_list("pk", flat=True))))


def mentioning(text: str, context: ListContext) -> Q:
    """Documents whose number, partner or PO number contains the text, without regard to case.

    Each part is answered by an index of its own. The partners are found first, by a statement of their own: inside the
    same one the database could not guess how few documents are theirs, and would read them all.
    """
    partners = context.once(("partners", text), lambda: _partners_named(text))
    by_number = Q(number__icontains=text) & ~Q(number="")
    by_po = Q(matched_po__icontains=text) | Q(po_number__icontains=text)
    return by_number | by_po | Q(partner_id__in=partners)


def _partners_named(text: str) -> list[int]:
    return list(Partner.objects.filter(name__icontains=text).order_by("id").values_list("pk", flat=True))


def _dates() -> tuple[Filter, ...]:
    return (
        *filters.days("Issue date", "issue_date", first="since", last="until", spans="issued", told="Issued"),
        *filters.days(
            "Due date",
            "due_date",
            first="due_since",
            last="due_until",
            spans="due",
            told="Due",
            offered=AHEAD,
            sort="due_date",
        ),
        *_posting_dates(),
    )


def _posting_dates() -> tuple[Filter, ...]:
    """By posting date: at most `LATEST_POSTING` after the issue date, whose index leaves the few that are looked at."""
    span, since, until = filters.days(
        "Posting date", "posting_date", first="posted_since", last="posted_until", spans="posted", told="Posted"
    )
    return (
        replace(span, condition=lambda value, context: _posted(*days_of(value, context.today))),
        replace(since, condition=lambda day, context: _posted(day, None)),
        replace(until, condition=lambda day, context: _posted(None, day)),
    )


def _posted(first: date | None, last: date | None) -> Q:
    """Posted from `first` to `last`, both included, where given."""
    begun = Q(posting_date__gte=first, issue_date__gte=_earliest_issue(first)) if first else Q()
    return begun & Q(posting_date__lte=last, issue_date__lte=last) if last else begun


def _earliest_issue(posted: date) -> date:
    return posted - min(LATEST_POSTING, posted - date.min)


def _reached_by_links() -> tuple[Filter, ...]:
    """What figures and notes elsewhere link to."""
    late = f"over {ISSUED_LATE_AFTER} days after the period"
    return (
        filters.flag("late", "Issued late", ISSUED_LATE, late, "no", is_offered=False),
        filters.flag("set_aside", "Set aside", SET_ASIDE, "not issued, with a reason", "no", is_offered=False),
        filters.flag("undated", "Due date", Q(due_date=None), "none", "there is one", is_offered=False),
    )
