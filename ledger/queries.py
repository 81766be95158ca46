"""Balances: sums over the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from common.sql import rows
from ledger.models import Account

BALANCES = """
SELECT document, sum(CASE WHEN debit = %(account)s THEN amount ELSE -amount END)
  FROM ledger_entry WHERE document = ANY(%(documents)s) AND %(account)s IN (debit, credit) GROUP BY document
"""


def balances_of(documents: Sequence[UUID], account: Account) -> dict[UUID, Decimal]:
    """Debits less credits of `account` for each document that has any; document currency."""
    return dict(rows(BALANCES, {"account": account.value, "documents": list(documents)}))
