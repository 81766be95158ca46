"""Adjust the balance of a line item by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from billing_platform.notifications.operations import send_soon
from common.money import round_money
from common.retry import repeated
from purchase_orders.models import BalanceAdjustment, EntryKind, PurchaseOrder, PurchaseOrderLine
from purchase_orders.operations.consume import Use, consume
from purchase_orders.operations.hold import hold_headers, hold_lines
from purchase_orders.refusals import NoSuchOrderLine, OrderGone, WrongAdjustment
from tenants import border

LONGEST_REASON = 400
MOST_ADJUSTED = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`amount` gross in the order's currency is taken off the balance of the line, or given back where negative.

    `key` names it: the same one is made once, however often it is sent.
    """

    key: UUID
    line: str
    amount: Decimal
    reason: str


@repeated
def adjust_balance(order_id: int, wanted: Adjustment) -> bool:
    """Take an amount off the balance of a line by hand, or give it back; False when the same was made before.

    Written as an adjustment with its reason and one entry of the balance, neither ever changed; what was wrong is
    adjusted again. Thresholds are crossed or armed again as by an invoice. Locks the header (shared), then the line.
    Refuses an order that is gone (OrderGone), a line it lacks (NoSuchOrderLine), a missing reason, and an amount that
    is zero, finer than the currency, or beyond what a balance holds (WrongAdjustment). So does a key that was used for
    something else, such as a form that is sent again with other values.
    """
    reason = _reason(wanted.reason)
    with transaction.atomic():
        hold_headers([order_id])
        order = PurchaseOrder.objects.filter(pk=order_id, deleted_at=None).first()
        if order is None:
            raise OrderGone("This purchase order was deleted meanwhile.")
        line = _line(order, wanted.line)
        _check_amount(wanted.amount, order.currency)
        hold_lines([line.pk])
        facts = {"order_id": order.pk, "line_id": line.pk, "amount": wanted.amount, "reason": reason}
        new = {"made_by": border.present_actor(), **facts}
        made, is_new = BalanceAdjustment.objects.get_or_create(public_id=wanted.key, defaults=new)
        if not is_new:
            _check_same(made, facts)
            return False
        if consume([Use(line.pk, wanted.key, 0, wanted.amount, EntryKind.ADJUSTMENT)]):
            send_soon()
    return True


def _check_same(made: BalanceAdjustment, facts: Mapping[str, object]) -> None:
    if any(getattr(made, name) != value for name, value in facts.items()):
        raise WrongAdjustment("This form was used before, for another adjustment. Open it anew and adjust again.")


def _line(order: PurchaseOrder, number: str) -> PurchaseOrderLine:
    line: PurchaseOrderLine | None = order.lines.filter(number=number).first()
    if line is None:
        raise NoSuchOrderLine(f"{order.po_id} has no line {number[:40]}. Choose one of its lines.", field="line")
    return line


def _reason(typed: str) -> str:
    kept = " ".join(typed.split())
    if not 0 < len(kept) <= LONGEST_REASON:
        raise WrongAdjustment(f"Give a reason of 1 to {LONGEST_REASON} characters.", field="reason")
    return kept


def _check_amount(amount: Decimal, currency: str) -> None:
    if not amount:
        raise WrongAdjustment("Write an amount other than zero.", field="amount")
    if abs(amount) >= MOST_ADJUSTED:
        raise WrongAdjustment("An amount has at most 12 digits before the mark.", field="amount")
    if round_money(amount, currency) != amount:
        raise WrongAdjustment(f"This amount is finer than {currency} is.", field="amount")
