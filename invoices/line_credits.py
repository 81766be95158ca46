"""What credit notes give back of the lines of an invoice: planned against what is left, and written on one side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from common.money import split
from common.sql import columns_of, execute, rows
from common.ui.figures import money_text
from invoices.refusals import NoSuchLine, OverCredited

LEFT = "SELECT no, gross - credited FROM invoices_documentline WHERE document_id = %s ORDER BY no"
GIVEN = "SELECT no, amount FROM invoices_linecredit WHERE document_id = %s AND credit_note = %s ORDER BY no"
KEEP = """
INSERT INTO invoices_linecredit (document_id, no, credit_note, amount, created_at)
SELECT %s, u.no, %s, u.amount, public.present() FROM unnest(%s::int[], %s::numeric[]) AS u (no, amount)
"""
COUNT = """
UPDATE invoices_documentline l SET credited = l.credited + u.amount
  FROM unnest(%s::int[], %s::numeric[]) AS u (no, amount) WHERE l.document_id = %s AND l.no = u.no
"""


@dataclass(frozen=True, slots=True)
class LineCredits:
    """What one credit note gives back of one invoice: gross by line number, never zero."""

    invoice: UUID
    credit_note: UUID
    amounts: Mapping[int, Decimal]


def left_by_line(document_id: int) -> dict[int, Decimal]:
    """What is left to credit of each line, gross, by line number; one statement."""
    return dict(rows(LEFT, [document_id]))


def given_before(document_id: int, credit_note: UUID) -> dict[int, Decimal]:
    """What this credit note gave back already; one statement."""
    return dict(rows(GIVEN, [document_id, credit_note]))


def planned(left: Mapping[int, Decimal], wanted: Mapping[int, Decimal] | None, currency: str) -> dict[int, Decimal]:
    """What is given back of each line: all that is left, or the gross amounts wanted.

    Refuses more than is left, and what is not above zero, of a line (OverCredited); a line that is none (NoSuchLine).
    """
    if wanted is None:
        return {no: amount for no, amount in left.items() if amount}
    for no, amount in wanted.items():
        if no not in left:
            raise NoSuchLine(f"The invoice has no line {no}.", field="lines")
        if not 0 < amount <= left[no]:
            most = money_text(max(left[no], Decimal(0)), currency)
            raise OverCredited(f"At most {most} are left to credit on line {no}.", field="lines")
    return dict(wanted)


def shared(amount: Decimal, left: Mapping[int, Decimal], currency: str) -> dict[int, Decimal]:
    """A gross amount of the invoice as shares of its lines, by what is left of each and the splitting rule.

    Refuses more than is left in all (OverCredited).
    """
    weights = {no: max(each, Decimal(0)) for no, each in left.items()}
    most = sum(weights.values(), Decimal(0))
    if not 0 < amount <= most:
        raise OverCredited(f"At most {money_text(most, currency)} are left to credit.", field="amount")
    shares = split(amount, list(weights.values()), currency)
    return {no: share for no, share in zip(weights, shares, strict=True) if share}


def write_line_credits(document_id: int, credit: LineCredits) -> None:
    """Keep and count the credits on the open side's row of the invoice, which the caller has locked."""
    lines = columns_of(list(credit.amounts.items()), 2)
    execute(KEEP, [document_id, credit.credit_note, *lines])
    execute(COUNT, [*lines, document_id])
