"""Write, change and delete drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from common.retry import repeated
from common.sql import Rung, step
from common.totals import AllowanceCharge, LineInput, Totals, document_totals
from invoices.models import Adjustment, Direction, Document, DocumentKind, DocumentLine, DocumentTax, State
from invoices.refusals import ChangedMeanwhile, NoLines, NotADraft
from invoices.taxes import TaxTreatment, treatments
from partners.models import Partner
from tenants.models import now

TYPE_CODES = {DocumentKind.INVOICE: "380", DocumentKind.CREDIT_NOTE: "381"}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line as typed; the period is first and last day, both included."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    product_code: str = ""
    unit: str = "C62"
    discount: Decimal = Decimal(0)
    product_class: str = "standard"
    charge_type: str = "services"
    seller_of_record: str = ""
    period_start: date | None = None
    period_end: date | None = None
    period_mark: str = ""
    po_number: str = ""
    po_line_number: str = ""


@dataclass(frozen=True, slots=True)
class DraftAdjustment:
    """A document-level allowance (or charge) on the lines of one product class."""

    amount: Decimal
    is_charge: bool = False
    product_class: str = "standard"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person or another system wants invoiced. `issue_date` None means the day of issue."""

    partner: Partner
    currency: str
    lines: Sequence[DraftLine]
    adjustments: Sequence[DraftAdjustment] = ()
    kind: DocumentKind = DocumentKind.INVOICE
    issue_date: date | None = None
    po_number: str = ""
    buyer_reference: str = ""
    internal_note: str = ""
    period_start: date | None = None
    period_end: date | None = None
    period_mark: str = ""


HEADER = (
    "partner currency kind issue_date po_number buyer_reference internal_note period_start period_end period_mark"
).split()
LINE = DraftLine.__slots__


@repeated
def save_draft(draft: Draft, *, today: date, document_id: int | None = None, seen: datetime | None = None) -> Document:
    """Write a draft, or write it anew over the one with this id, with its taxes and totals.

    Locks the document; refuses one that is verified or issued (NotADraft), lines the tax table can't place and, with
    `seen` (its `updated_at` when it was opened), a draft that somebody saved since (ChangedMeanwhile).
    """
    if not draft.lines:
        raise NoLines("Add at least one line.", field="lines")
    with transaction.atomic():
        document = _lock_draft(document_id, seen) if document_id else Document(direction=Direction.OUTGOING)
        taxes = _taxes(draft, today)
        totals = _totals(draft, taxes)
        _write_header(document, draft, totals)
        _write_parts(document, draft, totals, taxes)
    return document


def draft_totals(draft: Draft, *, today: date) -> Totals:
    """What the draft would come to, nothing written; refuses as `save_draft` does for lines without a tax."""
    return _totals(draft, _taxes(draft, today))


@repeated
def delete_draft(document_id: int) -> None:
    """Delete a draft or verified document that has no number yet. Deleting it twice is no error."""
    with transaction.atomic():
        step(Rung.SUPPLIER_DOCUMENTS)
        locked = Document.objects.select_for_update(no_key=True)
        found = locked.filter(pk=document_id, direction=Direction.OUTGOING).first()
        if found is None:
            return
        if found.state == State.ISSUED:
            raise NotADraft(f"{found.number} is issued and stays. Write a credit note instead.")
        found.delete()


def _lock_draft(document_id: int, seen: datetime | None) -> Document:
    step(Rung.SUPPLIER_DOCUMENTS)
    found: Document = Document.objects.select_for_update(no_key=True).get(pk=document_id, direction=Direction.OUTGOING)
    if found.state != State.DRAFT:
        raise NotADraft("This document is no draft any more. Take it back to draft to edit it.")
    if seen is not None and found.updated_at != seen:
        raise ChangedMeanwhile(
            "Somebody saved this draft while you were editing it. Nothing of yours is lost: save again to put it over"
            " theirs, or discard your changes to see theirs."
        )
    return found


def _taxes(draft: Draft, today: date) -> dict[str, TaxTreatment]:
    classes = {line.product_class for line in draft.lines} | {each.product_class for each in draft.adjustments}
    return treatments(draft.partner, classes, draft.issue_date or today)


def _totals(draft: Draft, taxes: dict[str, TaxTreatment]) -> Totals:
    lines = [_line_input(line, taxes[line.product_class]) for line in draft.lines]
    adjustments = [
        AllowanceCharge(a.amount, a.is_charge, taxes[a.product_class].category, taxes[a.product_class].rate, a.reason)
        for a in draft.adjustments
    ]
    return document_totals(lines, adjustments, currency=draft.currency)


def _line_input(line: DraftLine, tax: TaxTreatment) -> LineInput:
    return LineInput(line.quantity, line.unit_price, line.discount, tax.category, tax.rate)


def _write_header(document: Document, draft: Draft, totals: Totals) -> None:
    for name in HEADER:
        setattr(document, name, getattr(draft, name))
    document.type_code = TYPE_CODES[draft.kind]
    document.net, document.tax, document.total = totals.net, totals.tax, totals.total
    document.prepaid, document.rounding, document.payable = totals.prepaid, totals.rounding, totals.amount_due
    document.set_aside, document.updated_at = "", now()
    document.save()


def _write_parts(document: Document, draft: Draft, totals: Totals, taxes: dict[str, TaxTreatment]) -> None:
    for model in (DocumentLine, DocumentTax, Adjustment):
        model.objects.filter(document=document).delete()
    DocumentLine.objects.bulk_create(
        DocumentLine(
            document=document, no=no, label=str(no), tax_category=taxes[line.product_class].category,
            tax_rate=taxes[line.product_class].rate, net=t.net, adjustment=t.share_of_adjustments, tax=t.tax,
            gross=t.gross,
            **{name: getattr(line, name) for name in LINE},
        )
        for no, (line, t) in enumerate(zip(draft.lines, totals.lines, strict=True), 1)
    )  # fmt: skip
    exemptions = {(t.category, t.rate): t.exemption for t in taxes.values()}
    DocumentTax.objects.bulk_create(
        DocumentTax(document=document, category=t.category, rate=t.rate, taxable=t.taxable, tax=t.tax,
                    exemption=exemptions.get((t.category, t.rate), ""))
        for t in totals.taxes
    )  # fmt: skip
    Adjustment.objects.bulk_create(
        Adjustment(document=document, is_charge=a.is_charge, amount=a.amount, reason=a.reason,
                   tax_category=taxes[a.product_class].category, tax_rate=taxes[a.product_class].rate)
        for a in draft.adjustments
    )  # fmt: skip
