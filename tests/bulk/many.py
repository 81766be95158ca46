"""Thousands of rows, written in one statement."""

from __future__ import annotations

from common.sql import execute

ORDERS = """
INSERT INTO purchase_orders_purchaseorder
       (public_id, po_id, po_key, description, seller_of_record, bill_to, ship_to, currency, effective, expiration,
        is_suspended, tags, thresholds, created_at, edited_at)
SELECT gen_random_uuid(), 'PO-' || lpad(n::text, 6, '0'), 'po-' || lpad(n::text, 6, '0'), '', '', '', '', 'EUR',
       '2025-01-01', '2025-12-31', false, '{}', '{}', now(), now()
  FROM generate_series(1, %s) n
"""


def many_orders(count: int) -> None:
    """So many expired purchase orders without lines, PO-000001 and so on."""
    execute(ORDERS, [count])
