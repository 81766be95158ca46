"""The one function that writes the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from common.ids import new_public_id
from common.sql import columns_of, execute
from ledger.models import Account

INSERT = """
INSERT INTO ledger_entry (journal, debit, credit, amount, currency, document, partner_id, booked_on, created_at)
SELECT j, CASE WHEN a < 0 THEN c ELSE d END, CASE WHEN a < 0 THEN d ELSE c END, abs(a), cur, doc, p, b, public.present()
  FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::uuid[], %s::bigint[], %s::date[])
       AS t (j, d, c, a, cur, doc, p, b)
 WHERE a <> 0
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount` from `credit` to `debit`; a negative one is booked the other way round, zero not at all."""

    debit: Account
    credit: Account
    amount: Decimal
    currency: str
    document: UUID
    partner_id: int
    booked_on: date


def post(postings: Sequence[Posting]) -> None:
    """Book postings, one journal per document, in one statement. Runs in the caller's transaction; insert only."""
    journals = {document: new_public_id() for document in dict.fromkeys(posting.document for posting in postings)}
    records = [
        (
            journals[p.document],
            p.debit.value,
            p.credit.value,
            p.amount,
            p.currency,
            p.document,
            p.partner_id,
            p.booked_on,
        )
        for p in postings
    ]
    execute(INSERT, columns_of(records, 8))
