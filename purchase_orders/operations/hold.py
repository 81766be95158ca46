"""Hold the orders and line items of a move by hand until the transaction ends."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from common.retry import LostRace
from common.sql import Rung, lock
from purchase_orders.book import BookOrder
from purchase_orders.candidates import load_order
from purchase_orders.operations.match import HEADERS, LINES


def hold_order(public_id: UUID, *beside: int | None) -> BookOrder | None:
    """The order as it stays until the commit, or None where there is none; `beside` are ids of orders held with it.

    Locks the headers (shared), so that nobody edits them meanwhile; balances still move until `hold_lines`.
    """
    found = load_order(public_id)
    ids = {order_id for order_id in (found.id if found else None, *beside) if order_id is not None}
    lock(HEADERS, "id", ids, Rung.ORDER_HEADERS, share=True)
    return load_order(public_id) if found else None


def hold_headers(order_ids: Collection[int]) -> None:
    """Lock the headers (shared) of orders that are only given back to."""
    lock(HEADERS, "id", order_ids, Rung.ORDER_HEADERS, share=True)


def hold_lines(line_ids: Collection[int]) -> None:
    """Lock the line items that will be used up or given back. Raises LostRace when one is gone."""
    if len(lock(LINES, "id", line_ids, Rung.ORDER_LINES)) != len(set(line_ids)):
        raise LostRace
