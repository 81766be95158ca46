"""What the API says of documents."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from billing_platform.api.schemas import MOST_ROWS, USUAL_ROWS, Asked, Day, Instant, Money, Text, money, whole_rows
from invoices.models import Direction, Document, PaymentMethod, PdfVersion, State
from invoices.queries.api_page import DocumentsAsked
from invoices.shown_status import ShownStatus, shown_status
from invoices.terms_words import terms_words
from partners.models import Partner

DIRECTIONS = {"outgoing": Direction.OUTGOING, "incoming": Direction.INCOMING}
SIGNED = ("net", "tax", "total")
ORGANIZATION_ID = r"^ORG-[0-9]{6,9}$"


def known_direction(value: object) -> object:
    """One of the two directions by its name."""
    if value not in DIRECTIONS:
        raise ValueError(f"Allowed: {', '.join(DIRECTIONS)}.")
    return value


def known_status(value: object) -> object:
    """One of the statuses by its name."""
    if value not in ShownStatus.values:
        raise ValueError(f"Allowed: {', '.join(ShownStatus.values)}.")
    return value


DirectionName = Annotated[str, BeforeValidator(known_direction), Field(json_schema_extra={"enum": list(DIRECTIONS)})]
StatusName = Annotated[str, BeforeValidator(known_status), Field(json_schema_extra={"enum": list(ShownStatus.values)})]


class InvoicesAsked(Asked):
    """What to list, and where the page before ended."""

    direction: DirectionName | None = Field(None, description="Only outgoing or only incoming documents.")
    status: StatusName | None = Field(None, description="The status as the lists show it.")
    partner: str | None = Field(
        None, pattern=ORGANIZATION_ID, description="The partner’s Organization ID.", examples=["ORG-000002"]
    )
    number: Text | None = Field(None, min_length=1, max_length=100, description="The exact number.")
    issued_since: Day | None = Field(None, description="Issue date, this day included.")
    issued_until: Day | None = Field(None, description="Issue date, this day included.")
    due_since: Day | None = Field(None, description="Due date, this day included.")
    due_until: Day | None = Field(None, description="Due date, this day included.")
    updated_since: Instant | None = Field(None, description="Changed at this instant or later.")
    limit: Annotated[int, BeforeValidator(whole_rows)] = Field(
        USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many documents a page has."
    )
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")

    def narrowed(self) -> DocumentsAsked:
        """As the query takes it."""
        return DocumentsAsked(
            directions=(DIRECTIONS[self.direction],) if self.direction else tuple(Direction),
            status=ShownStatus(self.status) if self.status else None,
            partner=int(self.partner.removeprefix("ORG-")) if self.partner else None,
            number=self.number or "",
            issued_since=self.issued_since,
            issued_until=self.issued_until,
            due_since=self.due_since,
            due_until=self.due_until,
            updated_since=self.updated_since,
        )


class PartnerShown(Schema):
    """The other side of a document, as this organization knows it; no `organization_id` for one not on the platform."""

    organization_id: str | None = Field(examples=["ORG-000002"])
    name: str
    erp_id: str
    tier: str


class PdfShown(Schema):
    """The current PDF: its number among the versions, the SHA-256 and number of its bytes, why and when it was made."""

    version: int
    sha256: str
    size: int
    reason: str
    made_at: datetime


class InvoiceShown(Schema):
    """A document: amounts of a credit note are negative; `amount_due` and `collectable` are null before issue."""

    id: UUID
    number: str | None
    external_number: str | None
    direction: str
    kind: str
    type_code: str
    status: str
    partner: PartnerShown
    issue_date: date | None
    posting_date: date | None
    payment_terms: str
    due_date: date | None
    days_overdue: int
    payment_method: str = Field(description="`unknown`: no payments are kept yet.")
    po_number: str | None = Field(description="As printed on the document.")
    matched_po_number: str | None = Field(description="The purchase order it went to.")
    currency: str
    net: Money
    tax: Money
    total: Money
    amount_due: Money | None
    collectable: Money | None
    pdf: PdfShown | None
    updated_at: datetime
    version: int = Field(description="What If-Match takes: another one after every change of the document.")


class InvoicesPage(Schema):
    """A page of documents; `next` is null on the last."""

    items: list[InvoiceShown]
    next: str | None


def invoice_shown(document: Document, pdf: PdfVersion | None, today: date) -> InvoiceShown:
    """A document with its partner and current PDF, as the API says it."""
    return InvoiceShown(
        **_amounts(document),
        id=document.public_id,
        number=document.number or None,
        external_number=document.external_number or None,
        direction=next(name for name, direction in DIRECTIONS.items() if direction == document.direction),
        kind=document.kind,
        type_code=document.type_code,
        status=shown_status(document, today).value,
        partner=_partner(document.partner),
        issue_date=document.issue_date,
        posting_date=document.posting_date,
        payment_terms=terms_words(document.terms_text),
        due_date=document.due_date,
        days_overdue=document.days_overdue(today),
        payment_method=PaymentMethod.UNKNOWN.value,
        po_number=document.po_number or None,
        matched_po_number=document.matched_po or None,
        currency=document.currency,
        pdf=pdf_shown(pdf) if pdf else None,
        updated_at=document.updated_at,
        version=document.version,
    )


def pdf_shown(pdf: PdfVersion) -> PdfShown:
    """One version of a PDF."""
    return PdfShown(version=pdf.number, sha256=pdf.sha256, size=pdf.size, reason=pdf.reason, made_at=pdf.made_at)


def _amounts(document: Document) -> dict[str, Any]:
    figures: dict[str, Decimal | None] = {name: document.signed(getattr(document, name)) for name in SIGNED}
    figures |= {"amount_due": None, "collectable": None}
    if document.state == State.ISSUED:
        figures["amount_due"] = document.amount_due
        figures["collectable"] = max(document.amount_due - document.withheld, Decimal(0))
    currency = document.currency
    return {name: None if amount is None else money(amount, currency) for name, amount in figures.items()}


def _partner(partner: Partner) -> PartnerShown:
    known = partner.organization_id or None
    return PartnerShown(organization_id=known, name=partner.name, erp_id=partner.erp_id, tier=partner.tier)
