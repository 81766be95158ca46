"""The shapes of answers about purchase orders."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from billing_platform.api.schemas import Decimals, Money


class SupplierShown(Schema):
    """Whose invoices match; no `organization_id` for one that is not on the platform."""

    id: UUID
    organization_id: str | None = Field(examples=["ORG-000002"])
    name: str


class OrderListed(Schema):
    """A purchase order in a list; value, used and balance over its tracked lines, null when none is tracked.

    `version` is what If-Match takes: it is another one after every edit.
    """

    id: UUID
    po_id: str
    description: str
    bill_from: SupplierShown | None
    seller_of_record: str
    currency: str
    effective: date
    expiration: date
    status: str
    at_risk: str = Field(description="Why it is at risk, in words; empty when it is not.")
    tags: list[str]
    value: Money | None
    used: Money | None
    balance: Money | None
    updated_at: datetime
    version: int


class OrdersPage(Schema):
    """A page of purchase orders; `next` is null on the last."""

    items: list[OrderListed]
    next: str | None


class LineShown(Schema):
    """A line item: value = quantity × unit price + tax; `used` is what invoices used of it, `balance` what is left."""

    number: str
    description: str
    type: str
    starts_on: date
    ends_on: date
    is_tracked: bool
    receipt_required: bool
    quantity: Decimals
    unit_price: Money
    tax_percent: Decimals | None
    tax: Money
    value: Money
    used: Money
    balance: Money
    product_code: str
    unit: str
    seller_of_record: str


class ContactShown(Schema):
    """Somebody who is told about the order."""

    email: str
    name: str
    language: str


class OrderShown(Schema):
    """A purchase order with its lines, by number, and contacts; sums over the tracked lines, null when none is."""

    id: UUID
    po_id: str
    description: str
    bill_from: SupplierShown | None
    seller_of_record: str
    bill_to: str
    ship_to: str
    currency: str
    effective: date
    expiration: date
    status: str
    tags: list[str]
    thresholds: list[int]
    value: Money | None
    used: Money | None
    balance: Money | None
    lines: list[LineShown]
    contacts: list[ContactShown]
    updated_at: datetime
    version: int


class OrderDeleted(Schema):
    """The purchase order that is hidden now; its PO ID can be used again."""

    id: UUID
    po_id: str


class UsedBy(Schema):
    """The document whose line used the order; `number` is null for one without."""

    id: UUID
    number: str | None
    line: int


class UseShown(Schema):
    """One use of a line item, gross: match, move, release, credit or adjustment; what is negative gave back.

    An adjustment was made by hand and has no document.
    """

    at: datetime
    kind: str
    line: str
    document: UsedBy | None
    amount: Money


class UsesPage(Schema):
    """A page of uses; `next` is null on the last."""

    items: list[UseShown]
    next: str | None
