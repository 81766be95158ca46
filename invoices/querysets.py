"""Adjectives of documents: the sets a list shows and what narrows them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, DecimalField, F, Q, When
from django.db.models.fields.json import KT
from django.db.models.lookups import Exact, IsNull

from invoices.aging import Age, due_within
from invoices.models import OPEN, Direction, Document, DocumentKind, RuleCheck, State
from invoices.shown_status import is_overdue
from purchase_orders.explanation import Unmatched
from tenants.base import TenantQuerySet

AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=25, decimal_places=4)
IS_CREDIT = Q(kind=DocumentKind.CREDIT_NOTE)
UNMATCHED = Q(state=State.ISSUED, order=None) & (Q(kind=DocumentKind.INVOICE) | ~Q(po_number=""))
SET_ASIDE = Q(state__in=(State.DRAFT, State.VERIFIED)) & ~Q(set_aside="")


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
        "open": OPEN,
        "overdue": is_overdue(today),
        "unmatched": UNMATCHED,
        "findings": has_findings(),
    }
    return conditions[view]


def has_findings() -> Q:
    """Documents with findings of ours or of the official rules: two lists, each from an index of its own."""
    broken = RuleCheck.objects.filter(finding_count__gt=0).values("document")
    return Q(pk__in=Document.objects.exclude(findings=[]).values("pk").union(broken))


def of_age(age: Age, today: date) -> Q:
    """Open documents of one class of aging."""
    if age is Age.NOT_DUE:
        return OPEN & (Q(due_date__gte=today) | Q(due_date=None))
    first, last = due_within(age, today)
    return OPEN & Q(due_date__lte=last) & (Q(due_date__gte=first) if first else Q())


def unmatched_for(reason: Unmatched) -> Q:
    """Incoming documents without a purchase order for this reason, as their explanations say."""
    why = KT("explanation__unmatched")
    return UNMATCHED & Q(IsNull(why, True) if reason is Unmatched.NOT_SEARCHED else Exact(why, reason.value))


def signed_total() -> Case:
    """The total as it counts in sums: that of a credit note takes away."""
    return Case(When(IS_CREDIT, then=-F("total")), default=F("total"), output_field=AMOUNT)
