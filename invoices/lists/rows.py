"""A document as the lists show it, and what is read for it."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from billing_platform.lists.bare import as_bare
from billing_platform.lists.context import ListContext
from invoices.due_dates import Provisional, provisional_dates
from invoices.models import CheckState, Direction, Document, DocumentKind, PaymentMethod, RuleCheck, Source, State
from invoices.shown_status import ShownStatus, shown_status
from invoices.terms_words import terms_words
from partners.models import Partner, Tier
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline
from tenants.base import TenantQuerySet

PARTNER, FINDINGS, EXPLANATION, TERMS = "partner", "findings", "explanation", "terms"
CREATED, UPDATED, DELIVERED, OPENED = "created", "updated", "delivered", "opened"
NEVER_LISTED = ("supplier_party", "buyer_party", "terms", "internal_note", "pdf_inputs")
ONLY_FOR = {
    FINDINGS: "findings", EXPLANATION: "explanation", TERMS: "terms_text", CREATED: "created_at", UPDATED: "updated_at",
    DELIVERED: "issued_at", OPENED: "opened_at",
}  # fmt: skip
READ = (
    "id", "public_id", "direction", "state", "kind", "source", "number", "partner_id", "issue_date", "posting_date",
    "due_date", "po_number", "buyer_reference", "currency", "net", "tax", "total", "payable", "settled",
    "credit_applied", "credited", "withheld", "order_id", "matched_po", "period_start", "period_end",
)  # fmt: skip


class BarePartner(NamedTuple):
    """What columns read of a partner."""

    id: int
    name: str
    erp_id: str
    tier: str
    relationship: UUID | None


class BareFacts:
    """What bare columns of a document come to, as its model says it."""

    __slots__ = ()
    id: int
    signed = Document.signed
    amount_due = Document.amount_due
    days_overdue = Document.days_overdue

    @property
    def pk(self) -> int:
        return self.id


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in a list; amounts of a credit note are negative, as they count in the sums.

    `provisional` holds terms and due date of a document that is not issued yet; `partner` is there where a column shows
    it. Each property needs what the column that shows it declares.
    """

    document: Document
    today: date
    provisional: Provisional | None
    partner: Any

    @property
    def public_id(self) -> UUID:
        return self.document.public_id

    @property
    def number(self) -> str:
        return self.document.number or "Draft"

    @property
    def kind(self) -> DocumentKind:
        return DocumentKind(self.document.kind)

    @property
    def status(self) -> ShownStatus:
        return shown_status(self.document, self.today)

    @property
    def tier(self) -> Tier:
        return Tier(self.partner.tier)

    @property
    def is_issued(self) -> bool:
        return self.document.state == State.ISSUED

    @property
    def payment_method(self) -> PaymentMethod:
        """No payments are kept yet, so there is no settled one to tell of."""
        return PaymentMethod.UNKNOWN

    @property
    def terms(self) -> str:
        return self.provisional.terms if self.provisional else terms_words(self.document.terms_text)

    @property
    def due_date(self) -> date | None:
        return self.provisional.due_date if self.provisional else self.document.due_date

    @property
    def days_overdue(self) -> int:
        return self.document.days_overdue(self.today)

    @property
    def po_number(self) -> str:
        """The matched one; to a supplier, who may not have been told yet, the one it printed."""
        document = self.document
        return document.matched_po or ("" if document.direction == Direction.INCOMING else document.po_number)

    @property
    def why_unmatched(self) -> str:
        """Why an incoming document has no purchase order."""
        return why_unmatched(self.document)

    @property
    def amount_due(self) -> Decimal | None:
        """None before issue."""
        return self.document.amount_due if self.is_issued else None

    @property
    def delivered_at(self) -> datetime | None:
        """When it came to the buyer: as it was issued, or uploaded. None for a buyer outside the platform."""
        is_sent = self.document.direction == Direction.INCOMING or self.partner.relationship
        return self.document.issued_at if self.is_issued and is_sent else None

    @property
    def collectable(self) -> Decimal | None:
        """What is due and neither disputed nor held; None before issue."""
        return max(self.document.amount_due - self.document.withheld, Decimal(0)) if self.is_issued else None

    @property
    def finding_count(self) -> int:
        """Findings of ours and broken official rules."""
        return len(self.document.findings) + (self._rules_broken or 0)

    @property
    def awaits_check(self) -> bool:
        """Whether an uploaded document is not checked by the official rules yet."""
        return self.document.source == Source.UPLOADED and self._rules_broken is None

    @property
    def _rules_broken(self) -> int | None:
        return getattr(self.document, "rules_broken", None)

    def signed(self, amount: Decimal) -> Decimal:
        """An amount of the document as it counts in sums."""
        return self.document.signed(amount)


def prepared(documents: TenantQuerySet[Any], needs: frozenset[str]) -> TenantQuerySet[Any]:
    """With what the columns need, and without what none of them shows."""
    if PARTNER in needs:
        documents = documents.select_related("partner")
    found = with_findings(documents) if FINDINGS in needs else documents
    return found.defer(*NEVER_LISTED, *(column for need, column in ONLY_FOR.items() if need not in needs))


def bare(documents: TenantQuerySet[Any], needs: frozenset[str]) -> TenantQuerySet[Any]:
    """The same as bare values: some 25 columns instead of 45 and no instance, a third of the time for many rows."""
    return as_bare(with_findings(documents) if FINDINGS in needs else documents, shape_of(needs))


def with_findings(documents: TenantQuerySet[Any]) -> TenantQuerySet[Any]:
    done = RuleCheck.objects.filter(document=OuterRef("pk"), state=CheckState.DONE)
    return documents.annotate(rules_broken=Subquery(done.values("finding_count")))


@cache
def shape_of(needs: frozenset[str]) -> type:
    """The tuple that stands for a document: the columns that are always read, and those of these needs."""
    wanted = [column for need, column in ONLY_FOR.items() if need in needs]
    broken = ["rules_broken"] if FINDINGS in needs else []
    columns = namedtuple("columns", [*READ, *wanted, *broken])  # type: ignore[misc]
    return type("BareDocument", (BareFacts, columns), {"__slots__": ()})


def document_rows(found: Sequence[Document], context: ListContext, needs: frozenset[str]) -> list[DocumentRow]:
    """The rows of models or of bare values.

    One statement for the terms of those not issued yet, where a column shows them; one for the partners of bare ones.
    """
    today, partners = context.today, partners_of(found) if PARTNER in needs else {}
    provisional = provisional_dates(found, today) if TERMS in needs else {}
    return [DocumentRow(each, today, provisional.get(each.pk), partners.get(each.partner_id)) for each in found]


def partners_of(found: Sequence[Document]) -> dict[int, Any]:
    """Who the documents were made with, by id: as they were joined, or by a statement of their own."""
    if found and isinstance(found[0], Document):
        return {each.partner_id: each.partner for each in found}
    partners = Partner.objects.filter(pk__in={each.partner_id for each in found})
    return {partner.id: partner for partner in map(BarePartner._make, partners.values_list(*BarePartner._fields))}


def why_unmatched(document: Document) -> str:
    """One sentence why the document went to no purchase order; empty where it did, and where none was looked for."""
    is_unmatched = document.direction == Direction.INCOMING and document.order_id is None
    return headline(from_json(document.explanation)) if is_unmatched and document.explanation else ""
