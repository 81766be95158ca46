"""Drafts whose due date a change of payment terms would move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q, Sum

from invoices.models import Direction, Document, DocumentKind, State
from payment_terms.effects import Affected
from payment_terms.queries import terms_of_buyers
from payment_terms.rules import Terms, due_date


def affected_drafts(wanted: Mapping[int, Terms], counts_from: date, today: date) -> list[Affected]:
    """Drafts and verified invoices of these buyers that would be due on another day.

    One without issue date is expected to be issued today, or on the first day the change counts for; one with an
    earlier date keeps its terms. A fixed number of statements.
    """
    waiting = Document.objects.filter(
        Q(issue_date=None) | Q(issue_date__gte=counts_from), direction=Direction.OUTGOING, partner_id__in=list(wanted)
    ).exclude(state=State.ISSUED)
    sums = (
        waiting.exclude(kind=DocumentKind.CREDIT_NOTE)
        .values("partner_id", "currency", "issue_date")
        .annotate(documents=Count("id"), amount=Sum("payable"))
        .order_by("partner_id", "currency", "issue_date")
    )
    found = [(row, max(row["issue_date"] or today, counts_from)) for row in sums]
    before = terms_of_buyers({(row["partner_id"], day) for row, day in found}) if found else {}
    told = (
        Affected(
            row["partner_id"], row["currency"], row["documents"], row["amount"], day,
            due_date(before[row["partner_id"], day], day), due_date(wanted[row["partner_id"]], day),
        )
        for row, day in found
    )  # fmt: skip
    return [each for each in told if each.due_before != each.due_after]
