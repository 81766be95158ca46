"""Use up line items: entries, balances and the notices that follow, for a whole batch at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing_platform.notifications.operations import notify
from common.collector import collector_at_rest
from common.sql import columns_of, execute, rows
from purchase_orders.emails import LineNotice, balance_messages
from purchase_orders.models import EntryKind
from purchase_orders.thresholds import crossed

INSERT = """
WITH added AS (
    INSERT INTO purchase_orders_balanceentry (line_id, kind, document, document_line, amount, credit_note, created_at)
    SELECT l, k, d, n, a, c, public.present()
      FROM unnest(%s::bigint[], %s::text[], %s::uuid[], %s::int[], %s::numeric[], %s::uuid[]) AS u (l, k, d, n, a, c)
        ON CONFLICT DO NOTHING RETURNING line_id, amount
)
SELECT line_id, sum(amount) FROM added GROUP BY line_id ORDER BY line_id
"""
UPDATE = """
UPDATE purchase_orders_purchaseorderline l SET consumed = l.consumed + u.amount
  FROM unnest(%s::bigint[], %s::numeric[]) AS u (id, amount), purchase_orders_purchaseorder o
 WHERE l.id = u.id AND o.id = l.order_id
RETURNING l.id, l.order_id, o.public_id, o.po_id, o.currency, l.number, l.value, l.value - l.consumed, l.is_tracked,
          l.sent_thresholds, o.thresholds, l.description, o.expiration
"""
MARK_SENT = """
UPDATE purchase_orders_purchaseorderline l SET sent_thresholds = u.sent::smallint[]
  FROM unnest(%s::bigint[], %s::text[]) AS u (id, sent) WHERE l.id = u.id
"""


@dataclass(frozen=True, slots=True)
class Use:
    """Gross `amount` of one document line charged to a line item; negative gives back, `credit_note` says for what."""

    line_id: int
    document: UUID
    document_line: int
    amount: Decimal
    kind: EntryKind = EntryKind.MATCH
    credit_note: UUID | None = None


@collector_at_rest()
def consume(uses: Sequence[Use]) -> int:
    """Record uses and lower the balances by what was really recorded; returns the number of mails written.

    The caller holds the lines' locks. A use recorded before is not recorded again, nor counted again.
    """
    records = [(u.line_id, u.kind.value, u.document, u.document_line, u.amount, u.credit_note) for u in uses]
    sums = rows(INSERT, columns_of(records, 6)) if records else []
    if not sums:
        return 0
    return notify(balance_messages(_crossings(rows(UPDATE, columns_of(sums, 2)))))


def _crossings(changed: Sequence[tuple[Any, ...]]) -> list[LineNotice]:
    """Mark thresholds sent or armed again, and say which lines want a mail."""
    marks: list[tuple[int, str]] = []
    notices = []
    for (
        line_id,
        order_id,
        public_id,
        po_id,
        currency,
        number,
        value,
        remaining,
        is_tracked,
        sent,
        thresholds,
        description,
        expiration,
    ) in changed:
        if not is_tracked:
            continue
        change = crossed(value, frozenset(sent), remaining, thresholds)
        if change.sent != frozenset(sent):
            marks.append((line_id, "{" + ",".join(map(str, sorted(change.sent))) + "}"))
        if change.mail is not None:
            notices.append(
                LineNotice(
                    order_id, public_id, po_id, currency, number, value, remaining, change.mail, description, expiration
                )
            )
    if marks:
        execute(MARK_SENT, columns_of(marks, 2))
    return notices
