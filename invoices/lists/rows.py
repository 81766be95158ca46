"""A document as the lists show it, and what is read for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from billing_platform.lists.context import ListContext
from invoices.due_dates import Provisional, provisional_dates
from invoices.models import CheckState, Direction, Document, DocumentKind, RuleCheck, Source, State
from invoices.shown_status import ShownStatus, shown_status
from invoices.terms_words import terms_words
from partners.models import Tier
from purchase_orders.explanation import from_json
from purchase_orders.explanation_text import headline
from tenants.base import TenantQuerySet

PARTNER, FINDINGS, EXPLANATION, TERMS = "partner", "findings", "explanation", "terms"
NEVER_LISTED = ("supplier_party", "buyer_party", "terms", "internal_note", "pdf_inputs")
ONLY_FOR = {FINDINGS: "findings", EXPLANATION: "explanation", TERMS: "terms_text"}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in a list; amounts of a credit note are negative, as they count in the sums.

    `provisional` holds terms and due date of a document that is not issued yet. Each property needs what the column
    that shows it declares.
    """

    document: Document
    today: date
    provisional: Provisional | None

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
        return Tier(self.document.partner.tier)

    @property
    def is_issued(self) -> bool:
        return self.document.state == State.ISSUED

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
        return -amount if self.document.kind == DocumentKind.CREDIT_NOTE else amount


def prepared(documents: TenantQuerySet[Any], needs: frozenset[str]) -> TenantQuerySet[Any]:
    """With what the columns need, and without what none of them shows."""
    if PARTNER in needs:
        documents = documents.select_related("partner")
    if FINDINGS in needs:
        done = RuleCheck.objects.filter(document=OuterRef("pk"), state=CheckState.DONE)
        documents = documents.annotate(rules_broken=Subquery(done.values("finding_count")))
    return documents.defer(*NEVER_LISTED, *(column for need, column in ONLY_FOR.items() if need not in needs))


def document_rows(found: Sequence[Document], context: ListContext, needs: frozenset[str]) -> list[DocumentRow]:
    """The rows; one statement for the terms of those not issued yet, where a column shows them."""
    provisional = provisional_dates(found, context.today) if TERMS in needs else {}
    return [DocumentRow(each, context.today, provisional.get(each.pk)) for each in found]


def why_unmatched(document: Document) -> str:
    """One sentence why the document went to no purchase order; empty where it did, and where none was looked for."""
    is_unmatched = document.direction == Direction.INCOMING and document.order_id is None
    return headline(from_json(document.explanation)) if is_unmatched and document.explanation else ""
