"""What lists of documents are narrowed to, and what is searched for in them."""

from __future__ import annotations

from django.db.models import Q

from billing_platform.lists import filters
from billing_platform.lists.context import ListContext
from billing_platform.lists.filters import Filter
from billing_platform.lists.relative_dates import AHEAD
from invoices.aging import Age
from invoices.models import ISSUED_LATE, ISSUED_LATE_AFTER, DocumentKind
from invoices.querysets import SET_ASIDE, of_age, unmatched_for
from invoices.shown_status import ShownStatus, has_status
from partners.models import Partner, Side
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
    )


def _reached_by_links() -> tuple[Filter, ...]:
    """What figures and notes elsewhere link to."""
    late = f"over {ISSUED_LATE_AFTER} days after the period"
    return (
        filters.flag("late", "Issued late", ISSUED_LATE, late, "no", is_offered=False),
        filters.flag("set_aside", "Set aside", SET_ASIDE, "not issued, with a reason", "no", is_offered=False),
        filters.flag("undated", "Due date", Q(due_date=None), "none", "there is one", is_offered=False),
    )
