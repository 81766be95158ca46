"""The lists of outgoing and of incoming documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse

from billing_platform.lists.context import ListContext
from billing_platform.lists.definition import CurrencySum, Figure, ListDefinition, Order, Search, Tick, View
from invoices.lists.columns import INCOMING_COLUMNS, OUTGOING_COLUMNS
from invoices.lists.filters import document_filters, mentioning
from invoices.lists.rows import DocumentRow, bare, document_rows, prepared
from invoices.models import DocumentKind, State
from invoices.querysets import AMOUNT, IS_CREDIT, in_view, incoming, outgoing, signed_total
from partners.models import Side
from people.permissions import Permission
from tenants.base import TenantQuerySet

NONE = Value(Decimal(0), output_field=AMOUNT)
CREATED = Order("created", "Created")
ISSUE_DATE = Order("issue_date", "Issue date", "issue_date", date.fromisoformat, is_nullable=True, control="date")
DUE_DATE = Order("due_date", "Due date", "due_date", date.fromisoformat, is_nullable=True, control="date")
ORDERS = (ISSUE_DATE, DUE_DATE, CREATED)
OUTGOING_VIEWS = {
    "all": "All",
    "drafts": "Drafts",
    "verified": "Verified",
    "issued": "Issued",
    "open": "Open",
    "overdue": "Overdue",
}
INCOMING_VIEWS = {
    "all": "All",
    "unmatched": "Unmatched",
    "open": "Open",
    "overdue": "Overdue",
    "findings": "With findings",
}


def sums_by_currency(documents: TenantQuerySet[Any]) -> tuple[CurrencySum, ...]:
    """Amount due, total and what is not issued yet; summary invoices list their members and are not added again."""
    counted = documents.exclude(kind=DocumentKind.SUMMARY).order_by().values("currency")
    issued = Q(state=State.ISSUED)
    summed = counted.annotate(
        count=Count("id"),
        due=Sum(_due()),
        issued=Sum(signed_total(), filter=issued, default=NONE),
        pending=Sum(signed_total(), filter=~issued, default=NONE),
    )
    columns = ("currency", "count", "due", "issued", "pending")
    return tuple(_sum(*row) for row in summed.order_by("currency").values_list(*columns))


def _due() -> Case:
    owed = Greatest(F("payable"), Value(Decimal(0))) - F("settled") - F("credit_applied")
    return Case(When(~IS_CREDIT & Q(state=State.ISSUED), then=owed), default=NONE, output_field=AMOUNT)


def _sum(currency: str, count: int, due: Decimal, issued: Decimal, pending: Decimal) -> CurrencySum:
    figures = [Figure(due, "due"), Figure(issued, "issued")]
    return CurrencySum(currency, count, (*figures, *([Figure(pending, "not issued yet")] if pending else ())))


def _views(labels: Mapping[str, str]) -> tuple[View, ...]:
    """Documents without a number are sorted by when they were made, overdue ones by how long they are."""
    sorts = {"drafts": "-created", "verified": "-created", "overdue": "due_date"}
    return tuple(View(key, label, partial(in_view, key), sort=sorts.get(key, "")) for key, label in labels.items())


def _tick(row: DocumentRow, context: ListContext) -> Tick | None:
    """Documents that are not issued."""
    if row.is_issued:
        return None
    return Tick(str(row.public_id), f"{row.number} for {row.partner.name}", row.document.state)


def _edit_url(row: DocumentRow, context: ListContext) -> str:
    is_editable = row.document.state == State.DRAFT and context.may(Permission.EDIT_DRAFTS)
    return reverse("invoices:edit", args=(row.public_id,)) if is_editable else ""


OUTGOING = ListDefinition(
    key="outgoing",
    title="Outgoing invoices",
    one="document",
    many="documents",
    permission=Permission.SEE_INVOICES,
    url_name="invoices:outgoing",
    queryset=lambda context: outgoing(),
    columns=OUTGOING_COLUMNS,
    orders=ORDERS,
    sort="-issue_date",
    views=_views(OUTGOING_VIEWS),
    filters=document_filters(Side.BUYER),
    search=Search("Number, buyer or PO", mentioning),
    prepare=prepared,
    bare=bare,
    rows=document_rows,
    sums=sums_by_currency,
    tick=_tick,
    edit_url=_edit_url,
    icon="invoice",
)
INCOMING = ListDefinition(
    key="incoming",
    title="Incoming invoices",
    one="document",
    many="documents",
    permission=Permission.SEE_INVOICES,
    url_name="invoices:incoming",
    queryset=lambda context: incoming(),
    columns=INCOMING_COLUMNS,
    orders=ORDERS,
    sort="-issue_date",
    views=_views(INCOMING_VIEWS),
    filters=document_filters(Side.SUPPLIER),
    search=Search("Number, supplier or PO", mentioning),
    prepare=prepared,
    bare=bare,
    rows=document_rows,
    sums=sums_by_currency,
    icon="inbox",
)
