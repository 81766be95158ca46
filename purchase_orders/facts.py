"""A purchase order as its buyer writes it: frozen values from form, import and API alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line item: value = quantity × unit price + tax, tax as a percentage or as an amount in the PO's currency."""

    number: str
    type: str
    starts_on: date
    ends_on: date
    quantity: Decimal
    unit_price: Decimal
    tax_percent: Decimal | None = None
    tax_amount: Decimal = Decimal(0)
    description: str = ""
    is_tracked: bool = True
    receipt_required: bool = False
    product_code: str = ""
    unit: str = ""
    seller_of_record: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Somebody to tell about the PO; language `en` or `de`."""

    email: str
    name: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """A purchase order as its buyer writes it; effective and expiration are first and last day, both included."""

    po_id: str
    currency: str
    effective: date
    expiration: date
    lines: Sequence[LineFacts]
    description: str = ""
    bill_from_id: int | None = None
    seller_of_record: str = ""
    bill_to: str = ""
    ship_to: str = ""
    tags: Sequence[str] = ()
    thresholds: Sequence[int] = (75, 25, 0)
    contacts: Sequence[ContactFacts] = ()
    is_suspended: bool = False
