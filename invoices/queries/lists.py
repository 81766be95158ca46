"""The lists of outgoing and incoming documents: rows, sums and counts, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Greatest

from common.sql import rows
from common.ui.listing import COUNT_LIMIT
from invoices.due_dates import Provisional, provisional_dates
from invoices.keyset import Place, Slice, slice_of
from invoices.models import CheckState, Direction, Document, DocumentKind, RuleCheck, Source, State
from invoices.querysets import in_view
from invoices.shown_status import ShownStatus, shown_status
from invoices.terms_words import terms_words
from partners.models import Partner
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline
from tenants.base import TenantQuerySet

AMOUNT = DecimalField(max_digits=25, decimal_places=4)
IS_CREDIT = Q(kind=DocumentKind.CREDIT_NOTE)
NEVER_LISTED = ("supplier_party", "buyer_party", "terms", "internal_note")
MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in a list; amounts of a credit note are negative, as they count in the sums.

    `amount_due` is None before issue; until then terms and due date are provisional. `why_unmatched` says why an
    incoming document has no purchase order. `finding_count` has broken official rules too; `awaits_check` tells that
    an uploaded document is not checked by them yet.
    """

    public_id: UUID
    number: str
    kind: str
    status: ShownStatus
    partner: str
    erp_id: str
    tier: str
    issue_date: date | None
    posting_date: date | None
    terms: str
    due_date: date | None
    is_provisional: bool
    days_overdue: int
    po_number: str
    why_unmatched: str
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    amount_due: Decimal | None
    set_aside: str
    finding_count: int
    awaits_check: bool


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """What the filtered documents of one currency add up to; credit notes count negative.

    `total` is of issued ones, `pending` of drafts and verified ones, which nobody owes yet.
    """

    currency: str
    count: int
    total: Decimal
    pending: Decimal
    amount_due: Decimal


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of one page and where its neighbours start."""

    rows: tuple[DocumentRow, ...]
    before: Place | None
    after: Place | None


def list_page(
    documents: TenantQuerySet[Document], order: str, size: int, today: date, places: Mapping[str, Place | None]
) -> ListPage:
    """One page of a list; `places` may name `after` or `before`. Two statements."""
    done = RuleCheck.objects.filter(document=OuterRef("pk"), state=CheckState.DONE)
    with_checks: TenantQuerySet[Any] = documents.annotate(rules_broken=Subquery(done.values("finding_count")))
    with_partner = with_checks.select_related("partner").defer(*NEVER_LISTED)
    found: Slice = slice_of(with_partner, order, size, after=places.get("after"), before=places.get("before"))
    provisional = provisional_dates(found.rows, today)
    listed = tuple(_row(each, today, provisional.get(each.pk)) for each in found.rows)
    return ListPage(listed, found.before, found.after)


def sums_by_currency(documents: TenantQuerySet[Document]) -> tuple[CurrencySum, ...]:
    """Count, total and amount due of each currency; summary invoices list their members and are not added again."""
    counted = documents.exclude(kind=DocumentKind.SUMMARY).order_by().values("currency")
    issued, none = Q(state=State.ISSUED), Value(Decimal(0), output_field=AMOUNT)
    summed = counted.annotate(
        count=Count("id"),
        signed=Sum(signed_total(), filter=issued, default=none),
        pending=Sum(signed_total(), filter=~issued, default=none),
        due=Sum(_due()),
    )
    columns = ("currency", "count", "signed", "pending", "due")
    return tuple(CurrencySum(*row) for row in summed.order_by("currency").values_list(*columns))


def view_counts(
    documents: TenantQuerySet[Document], views: Mapping[str, str], today: date, *, is_narrowed: bool = False
) -> dict[str, int]:
    """How many of the documents each view holds; one statement.

    Of a whole list they are counted up to one above the limit, each view by its index. A narrowed list has no index for
    what was searched for, so that all its views are counted in one reading.
    """
    if is_narrowed:
        found = documents.aggregate(**{view: Count("id", filter=in_view(view, today)) for view in views})
        return {view: found[view] for view in views}
    parts: list[str] = []
    parameters: list[Any] = []
    for view in views:
        inner = documents.filter(in_view(view, today)).order_by().values("id")[: COUNT_LIMIT + 1]
        text, given = inner.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({text}) counted)")  # noqa: S608  what the query compiler wrote
        parameters.extend(given)
    return dict(zip(views, rows(f"SELECT {', '.join(parts)}", parameters)[0], strict=True))


def partner_choices(side: str) -> list[tuple[str, str]]:
    """Public id and name of the partners a list can be narrowed to, by name; the first 500."""
    partners = Partner.objects.filter(side=side).order_by("name").values_list("public_id", "name")
    return [(str(public_id), name) for public_id, name in partners[:MOST_CHOICES]]


def why_unmatched(document: Document) -> str:
    """One sentence why the document went to no purchase order; empty where it did, and where none was looked for."""
    is_unmatched = document.direction == Direction.INCOMING and document.order_id is None
    return headline(from_json(document.explanation)) if is_unmatched and document.explanation else ""


def _row(document: Document, today: date, provisional: Provisional | None) -> DocumentRow:
    sign = -1 if document.kind == DocumentKind.CREDIT_NOTE else 1
    rules_broken: int | None = getattr(document, "rules_broken", None)
    return DocumentRow(
        public_id=document.public_id,
        number=document.number or "Draft",
        kind=document.get_kind_display(),
        status=shown_status(document, today),
        partner=document.partner.name,
        erp_id=document.partner.erp_id,
        tier=document.partner.get_tier_display(),
        issue_date=document.issue_date,
        posting_date=document.posting_date,
        terms=provisional.terms if provisional else terms_words(document.terms_text),
        due_date=provisional.due_date if provisional else document.due_date,
        is_provisional=provisional is not None,
        days_overdue=document.days_overdue(today),
        po_number=_po_number(document),
        why_unmatched=why_unmatched(document),
        currency=document.currency,
        net=sign * document.net,
        tax=sign * document.tax,
        total=sign * document.total,
        amount_due=document.amount_due if document.state == State.ISSUED else None,
        set_aside=document.set_aside,
        finding_count=len(document.findings) + (rules_broken or 0),
        awaits_check=document.source == Source.UPLOADED and rules_broken is None,
    )


def _po_number(document: Document) -> str:
    """The matched one; to a supplier, who may not have been told yet, the one it printed."""
    return document.matched_po or ("" if document.direction == Direction.INCOMING else document.po_number)


def signed_total() -> Case:
    return Case(When(IS_CREDIT, then=-F("total")), default=F("total"), output_field=AMOUNT)


def _due() -> Case:
    owed = Greatest(F("payable"), Value(Decimal(0))) - F("settled") - F("credit_applied")
    return Case(When(~IS_CREDIT & Q(state=State.ISSUED), then=owed), default=Value(Decimal(0)), output_field=AMOUNT)
