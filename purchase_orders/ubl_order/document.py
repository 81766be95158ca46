"""An order as its UBL document says it: frozen values, what is missing is None or empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from common.findings import Finding


@dataclass(frozen=True, slots=True)
class OParty:
    """Who orders or delivers."""

    name: str
    country: str = ""
    city: str = ""
    vat_id: str = ""
    tax_id: str = ""
    email: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class OLine:
    """A line: `price` is for one unit, `net` as the document says it, tax as an amount or in percent."""

    number: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    net: Decimal | None
    tax_amount: Decimal | None
    tax_percent: Decimal | None
    product_code: str


@dataclass(frozen=True, slots=True)
class OAdjustment:
    """An allowance or charge of the whole order; the amount is not negative."""

    is_charge: bool
    reason: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UblOrder:
    """A UBL 2.1 Order; `last_day` is the latest day it speaks of: its validity, or a delivery that it asks for."""

    number: str
    issue_date: date
    first_day: date
    last_day: date
    currency: str
    note: str
    buyer: OParty
    seller: OParty
    bill_to: str
    ship_to: str
    lines: tuple[OLine, ...]
    adjustments: tuple[OAdjustment, ...]
    findings: tuple[Finding, ...]
