"""What the API says of purchase orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from billing_platform.api.schemas import Money, money
from common.dates import EPOCH, version_of
from partners.models import Partner
from purchase_orders.api.queries import UseRow
from purchase_orders.api.schemas import (
    ContactShown,
    LineShown,
    OrderListed,
    OrderShown,
    SupplierShown,
    UsedBy,
    UseShown,
)
from purchase_orders.models import EntryKind, PurchaseOrder
from purchase_orders.order_queries import LineRow, OrderDetail
from purchase_orders.queries import OrderRow


def edited_at(version: int) -> datetime:
    """The instant of a version; one no order has where the number is none of ours."""
    try:
        return EPOCH + timedelta(microseconds=version)
    except OverflowError:
        return EPOCH


def order_listed(row: OrderRow, order: PurchaseOrder) -> OrderListed:
    """A row of the list as the API says it."""
    left = None if row.value is None or row.used is None else row.value - row.used
    return OrderListed(
        id=row.public_id,
        po_id=row.po_id,
        description=row.description,
        bill_from=_supplier(order.bill_from),
        seller_of_record=order.seller_of_record,
        currency=row.currency,
        effective=row.effective,
        expiration=row.expiration,
        status=row.status.value,
        at_risk=row.risk,
        tags=order.tags,
        value=_money(row.value, row.currency),
        used=_money(row.used, row.currency),
        balance=_money(left, row.currency),
        updated_at=row.edited_at,
        version=version_of(row.edited_at),
    )


def order_shown(order: OrderDetail, supplier: Partner | None) -> OrderShown:
    """One order as the API says it."""
    facts, sums = order.facts, (order.value, order.used, order.value - order.used) if order.is_tracked else (None,) * 3
    value, used, balance = (_money(amount, facts.currency) for amount in sums)
    same = ("po_id", "description", "seller_of_record", "bill_to", "ship_to", "currency", "effective", "expiration")
    return OrderShown(
        **{name: getattr(facts, name) for name in same},
        id=order.public_id,
        bill_from=_supplier(supplier),
        status=order.status.value,
        tags=list(facts.tags),
        thresholds=list(facts.thresholds),
        value=value,
        used=used,
        balance=balance,
        lines=[_line(line, facts.currency) for line in order.lines],
        contacts=[ContactShown(email=who.email, name=who.name, language=who.language) for who in facts.contacts],
        updated_at=order.edited_at,
        version=version_of(order.edited_at),
    )


def uses_shown(rows: Iterable[UseRow], currency: str) -> list[UseShown]:
    """Uses as the API says them."""
    return [
        UseShown(
            at=row.at, kind=row.kind, line=row.line, amount=money(row.amount, currency),
            document=None if row.kind == EntryKind.ADJUSTMENT else _used_by(row),
        )
        for row in rows
    ]  # fmt: skip


def _used_by(row: UseRow) -> UsedBy:
    return UsedBy(id=row.document, number=row.number or None, line=row.document_line)


def _line(line: LineRow, currency: str) -> LineShown:
    facts = line.facts
    same = ("number", "description", "type", "starts_on", "ends_on", "is_tracked", "receipt_required", "product_code",
            "unit", "seller_of_record")  # fmt: skip
    return LineShown(
        **{name: getattr(facts, name) for name in same},
        quantity=_plain(facts.quantity),
        unit_price=money(facts.unit_price, currency),
        tax_percent=None if facts.tax_percent is None else _plain(facts.tax_percent),
        tax=money(line.tax, currency),
        value=money(line.value, currency),
        used=money(line.used, currency),
        balance=money(line.value - line.used, currency),
    )


def _supplier(partner: Partner | None) -> SupplierShown | None:
    if partner is None:
        return None
    return SupplierShown(id=partner.public_id, organization_id=partner.organization_id or None, name=partner.name)


def _money(amount: Decimal | None, currency: str) -> Money | None:
    return None if amount is None else money(amount, currency)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
