"""Adjectives of documents: the sets a list shows and what narrows them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from invoices.models import Direction, Document, DocumentKind, RuleCheck, State
from invoices.shown_status import is_overdue
from tenants.base import TenantQuerySet

UNMATCHED = Q(state=State.ISSUED, order=None) & (Q(kind=DocumentKind.INVOICE) | ~Q(po_number=""))


def outgoing() -> TenantQuerySet[Document]:
    """What this organization invoices to its buyers, drafts included."""
    return Document.objects.filter(direction=Direction.OUTGOING)


def incoming() -> TenantQuerySet[Document]:
    """What suppliers have invoiced to this organization, delivered or uploaded."""
    return Document.objects.filter(direction=Direction.INCOMING)


def in_view(view: str, today: date) -> Q:
    """The condition of a named view of either list; `all` has none."""
    conditions = {
        "all": Q(),
        "drafts": Q(state=State.DRAFT),
        "verified": Q(state=State.VERIFIED),
        "issued": Q(state=State.ISSUED),
        "overdue": is_overdue(today),
        "unmatched": UNMATCHED,
        "findings": ~Q(findings=[]) | Q(pk__in=RuleCheck.objects.filter(finding_count__gt=0).values("document")),
    }
    return conditions[view]


def mentioning(text: str) -> Q:
    """Documents whose number, partner or PO number contains the text, without regard to case."""
    names = ("number", "partner__name", "matched_po", "po_number")
    found = Q()
    for name in names:
        found |= Q(**{f"{name}__icontains": text})
    return found
