"""One frozen document for what UBL and CII say: figures and texts as sent, with the findings made while reading.

Terms in brackets (BT-1) are the business terms of EN 16931-1. Amounts are in the document's currency, rates in percent.
`None` and empty tuples stand for what the document does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from common.findings import Finding

Syntax = Literal["UBL Invoice", "UBL CreditNote", "CII"]
Kind = Literal["invoice", "credit_note"]

QUOTED = 40
NOT_CHARGED = frozenset({"GROUP", "INFORMATION"})


@dataclass(frozen=True, slots=True)
class EPeriod:
    """First and last day, both included; either may be missing."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class EAddress:
    """A postal address; `country` is the ISO 3166-1 code as sent."""

    lines: tuple[str, ...] = ()
    city: str | None = None
    postal_code: str | None = None
    subdivision: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class EParty:
    """Seller (BG-4) or buyer (BG-7).

    `vat_id` is BT-31 or BT-48, `tax_registration_id` BT-32, `legal_id` BT-30 or BT-47.
    """

    name: str | None
    trading_name: str | None
    vat_id: str | None
    tax_registration_id: str | None
    legal_id: str | None
    ids: tuple[str, ...]
    endpoint: str | None
    endpoint_scheme: str | None
    address: EAddress
    contact_name: str | None
    phone: str | None
    email: str | None

    @property
    def country(self) -> str | None:
        return self.address.country


@dataclass(frozen=True, slots=True)
class EInvoiceReference:
    """A preceding invoice (BG-3)."""

    number: str
    issue_date: date | None


@dataclass(frozen=True, slots=True)
class EReferences:
    """References of the whole document, verbatim: BT-10, 13, 14, 12, 16, 15, 11 and BG-3."""

    buyer: str | None = None
    order: str | None = None
    sales_order: str | None = None
    contract: str | None = None
    despatch: str | None = None
    receipt: str | None = None
    project: str | None = None
    preceding_invoices: tuple[EInvoiceReference, ...] = ()


@dataclass(frozen=True, slots=True)
class EPayment:
    """How to pay: means (BT-81), remittance (BT-83), accounts (BT-84), payee (BT-59).

    The terms (BT-20) are text and keep their line breaks, which part the segments of XRechnung's Skonto.
    """

    terms: str | None = None
    means_codes: tuple[str, ...] = ()
    remittance_references: tuple[str, ...] = ()
    payee_accounts: tuple[str, ...] = ()
    payee_name: str | None = None


@dataclass(frozen=True, slots=True)
class EAllowanceCharge:
    """An allowance or a charge of the document (BG-20, 21) or of a line (BG-27, 28); the amount is never negated."""

    is_charge: bool
    amount: Decimal | None
    base_amount: Decimal | None
    percent: Decimal | None
    reason: str | None
    reason_code: str | None
    tax_category: str | None
    tax_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class ETax:
    """One row of the VAT breakdown (BG-23)."""

    category: str | None
    rate: Decimal | None
    taxable: Decimal | None
    tax: Decimal | None
    exemption_reason: str | None
    exemption_code: str | None


@dataclass(frozen=True, slots=True)
class ETotals:
    """Document totals (BG-22): BT-106, 107, 108, 109, 110, 111, 112, 113, 114, 115."""

    line_net_sum: Decimal | None
    allowances: Decimal | None
    charges: Decimal | None
    net: Decimal | None
    tax: Decimal | None
    tax_in_tax_currency: Decimal | None
    gross: Decimal
    prepaid: Decimal | None
    rounding: Decimal | None
    payable: Decimal


@dataclass(frozen=True, slots=True)
class ELine:
    """One line (BG-25). The net unit price (BT-146) is per `base_quantity` (BT-149), which is 1 where not said."""

    id: str | None
    name: str | None
    description: str | None
    note: str | None
    quantity: Decimal | None
    unit: str | None
    unit_price: Decimal | None
    base_quantity: Decimal | None
    net: Decimal | None
    tax_category: str | None
    tax_rate: Decimal | None
    seller_item_id: str | None
    buyer_item_id: str | None
    standard_item_id: str | None
    order_line_ref: str | None
    order_ref: str | None
    period: EPeriod | None
    allowances_charges: tuple[EAllowanceCharge, ...]
    parent_id: str | None = None
    status: str | None = None

    @property
    def product_code(self) -> str | None:
        """The seller's item number (BT-155), else the standard one (BT-157)."""
        return self.seller_item_id or self.standard_item_id

    @property
    def place(self) -> str:
        """How findings name this line."""
        return f"line {(self.id or '?')[:QUOTED]}"

    @property
    def is_charged(self) -> bool:
        """False for lines that only group or inform (Factur-X EXTENDED, BT-X-8): the totals leave them out."""
        return self.status not in NOT_CHARGED


@dataclass(frozen=True, slots=True)
class EAttachment:
    """A file inside the document (BT-125): its name and type are what the sender claims."""

    id: str | None
    description: str | None
    filename: str | None
    mime_code: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class EInvoice:
    """An invoice or a credit note from outside, as it was sent."""

    syntax: Syntax
    customization_id: str | None
    profile_id: str | None
    number: str
    type_code: str | None
    kind: Kind
    issue_date: date
    due_date: date | None
    tax_point_date: date | None
    currency: str
    tax_currency: str | None
    period: EPeriod | None
    notes: tuple[str, ...]
    references: EReferences
    payment: EPayment
    seller: EParty
    buyer: EParty
    allowances_charges: tuple[EAllowanceCharge, ...]
    taxes: tuple[ETax, ...]
    totals: ETotals
    lines: tuple[ELine, ...]
    attachments: tuple[EAttachment, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def order_ref(self) -> str | None:
        """The purchase order named (BT-13), verbatim: words such as NA are left to the matching."""
        return self.references.order

    @property
    def buyer_reference(self) -> str | None:
        return self.references.buyer

    @property
    def has_errors(self) -> bool:
        return any(finding.severity == "error" for finding in self.findings)
