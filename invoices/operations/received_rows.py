"""Rows of a document from outside: what was sent, as sent; shares of tax and allowances as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from common.money import round_money
from common.totals import AllowanceCharge, LineTotals, NetLine, TaxKey, TaxTotal, line_shares
from common.ui.figures import day_text, money_text
from invoices.einvoice.document import EAllowanceCharge, EInvoice, ELine, EParty, EPeriod
from invoices.einvoice.identity import identity_key
from invoices.models import (
    Adjustment,
    ChargeType,
    Direction,
    Document,
    DocumentLine,
    DocumentTax,
    Source,
    State,
)
from partners.models import Partner
from partners.operations import OutsideSupplier, outside_suppliers
from tenants.clock import Present

ZERO, ONE = Decimal(0), Decimal(1)
SCALE = Decimal("0.0001")


def supplier_of(seller: EParty) -> Partner:
    """The outside supplier, found again or written; what it calls itself first is kept."""
    named = OutsideSupplier(
        name=seller.name or seller.trading_name or "",
        country=seller.country or "",
        city=seller.address.city or "",
        vat_id=seller.vat_id or "",
        tax_id=seller.tax_registration_id or "",
    )
    return outside_suppliers([named])[named.identity]


def document_row(sent: EInvoice, supplier: Partner) -> Document:
    """The header with its figures as sent; `net` is what the sender's net is, or total less tax where he says none."""
    totals, period = sent.totals, sent.period or EPeriod(None, None)
    tax = totals.tax or ZERO
    return Document(
        direction=Direction.INCOMING, state=State.ISSUED, source=Source.UPLOADED, kind=sent.kind,
        type_code=(sent.type_code or "")[:3], number=sent.number[:100], identity=identity_key(sent), partner=supplier,
        supplier_party=_party(sent.seller), buyer_party=_party(sent.buyer), issue_date=sent.issue_date,
        posting_date=sent.issue_date, due_date=sent.due_date, terms_text=sent.payment.terms or "",
        po_number=(sent.order_ref or "")[:200], buyer_reference=(sent.buyer_reference or "")[:200],
        currency=sent.currency, net=kept(totals.net if totals.net is not None else totals.gross - tax), tax=kept(tax),
        total=kept(totals.gross), prepaid=kept(totals.prepaid), rounding=kept(totals.rounding),
        payable=kept(totals.payable), period_start=period.start, period_end=period.end,
        findings=[asdict(finding) for finding in sent.findings], issued_at=Present(),
    )  # fmt: skip


def line_rows(sent: EInvoice) -> list[DocumentLine]:
    """The lines that count, each with its share of allowances, charges and tax; not yet tied to the document."""
    lines = [line for line in sent.lines if line.is_charged]
    shares = _shares(sent, lines)
    return [_line_row(no, line, share) for no, (line, share) in enumerate(zip(lines, shares, strict=True), 1)]


def tax_rows(sent: EInvoice) -> list[DocumentTax]:
    """The tax breakdown as sent, rows of one category and rate added up."""
    found: dict[TaxKey, DocumentTax] = {}
    for each in sent.taxes:
        key = _key(each.category, each.rate)
        row = found.setdefault(key, DocumentTax(category=key.category, rate=key.rate, taxable=ZERO, tax=ZERO))
        row.taxable += kept(each.taxable)
        row.tax += kept(each.tax)
        row.exemption = row.exemption or (each.exemption_reason or "")[:300]
    return list(found.values())


def adjustment_rows(sent: EInvoice) -> list[Adjustment]:
    """Allowances and charges of the document as sent."""
    return [
        Adjustment(
            is_charge=each.is_charge,
            amount=kept(each.amount),
            tax_category=_key(each.tax_category, None).category,
            tax_rate=kept(each.tax_rate),
            reason=(each.reason or each.reason_code or "")[:200],
        )
        for each in sent.allowances_charges
    ]


def kept(amount: Decimal | None) -> Decimal:
    """An amount at the scale of our columns; nothing is zero."""
    return (amount or ZERO).quantize(SCALE, ROUND_HALF_UP)


def _shares(sent: EInvoice, lines: Sequence[ELine]) -> Sequence[LineTotals]:
    if not lines:
        return ()
    nets = [NetLine(kept(line.net), _key(line.tax_category, line.tax_rate)) for line in lines]
    adjustments = [_adjustment(each, sent.currency) for each in sent.allowances_charges]
    taxes = [
        TaxTotal(row.category, row.rate, row.taxable, round_money(row.tax, sent.currency)) for row in tax_rows(sent)
    ]
    return line_shares(nets, adjustments, taxes, sent.currency)


def _adjustment(each: EAllowanceCharge, currency: str) -> AllowanceCharge:
    """For the shares alone, in whole minor units; the row keeps the amount as sent."""
    key = _key(each.tax_category, each.tax_rate)
    return AllowanceCharge(round_money(each.amount or ZERO, currency), each.is_charge, key.category, key.rate)


def _key(category: str | None, rate: Decimal | None) -> TaxKey:
    return TaxKey((category or "")[:3], kept(rate))


def _line_row(no: int, line: ELine, share: LineTotals) -> DocumentLine:
    period, further = line.period or EPeriod(None, None), line.allowances_charges
    return DocumentLine(
        no=no, label=(line.id or "")[:60], product_code=(line.product_code or "")[:100],
        description=line.name or line.description or "", quantity=line.quantity or ZERO, unit=(line.unit or "")[:20],
        unit_price=line.unit_price or ZERO, base_quantity=line.base_quantity or ONE, product_class="",
        discount=sum((kept(each.amount) for each in further if not each.is_charge), ZERO),
        charge=sum((kept(each.amount) for each in further if each.is_charge), ZERO),
        tax_category=(line.tax_category or "")[:3], tax_rate=kept(line.tax_rate), net=share.net,
        adjustment=share.share_of_adjustments, tax=share.tax, gross=share.gross, charge_type=ChargeType.UNKNOWN,
        period_start=period.start, period_end=period.end, po_number=(line.order_ref or "")[:200],
        po_line_number=(line.order_line_ref or "")[:60],
    )  # fmt: skip


def difference_from(known: Document, sent: Document) -> str:
    """What the document that was sent says otherwise than the known one of its number; empty where it is the same."""
    compared = {
        "total": (money_text(sent.total, sent.currency), money_text(known.total, known.currency)),
        "issue date": (day_text(sent.issue_date), day_text(known.issue_date)),
    }
    other = {name: texts for name, texts in compared.items() if texts[0] != texts[1]}
    if not other:
        return ""
    says, here = (" of ".join(texts) for texts in zip(*other.values(), strict=True))
    names = " and ".join(other)
    return f"Here already under this number with another {names}: this file says {says}, the one here {here}."


def _party(party: EParty) -> dict[str, Any]:
    name = party.name or party.trading_name or ""
    return {
        "name": name,
        "country": party.country or "",
        "city": party.address.city or "",
        "tax_id": party.vat_id or "",
    }
