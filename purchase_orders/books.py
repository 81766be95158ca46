"""Proof that the balances of purchase orders tie."""

from __future__ import annotations

from common.sql import rows
from ledger.books import book_check

CONSUMED = """
SELECT o.po_id, l.number, l.consumed, coalesce(sum(e.amount), 0)
  FROM purchase_orders_purchaseorderline l JOIN purchase_orders_purchaseorder o ON o.id = l.order_id
  LEFT JOIN purchase_orders_balanceentry e ON e.line_id = l.id
 GROUP BY o.po_id, l.id HAVING l.consumed <> coalesce(sum(e.amount), 0)
"""
ADJUSTED = """
SELECT coalesce(a.public_id, e.document), coalesce(a.amount, 0), coalesce(e.amount, 0)
  FROM purchase_orders_balanceadjustment a
  FULL JOIN (SELECT * FROM purchase_orders_balanceentry WHERE kind = 'adjustment') e
    ON e.document = a.public_id AND e.line_id = a.line_id
 WHERE coalesce(a.amount, 0) <> coalesce(e.amount, 0)
"""


@book_check("PO balances")
def balances_tie() -> list[str]:
    """What is used of each line item is the sum of its entries."""
    return [
        f"{po_id} line {number}: {consumed} is used, its entries add up to {entries}"
        for po_id, number, consumed, entries in rows(CONSUMED)
    ]


@book_check("PO adjustments")
def adjustments_tie() -> list[str]:
    """Each adjustment of a balance has its one entry, and each such entry its adjustment."""
    return [f"adjustment {key}: {amount} was adjusted, {entered} entered" for key, amount, entered in rows(ADJUSTED)]
